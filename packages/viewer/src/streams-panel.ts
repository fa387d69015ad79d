import type { StatusReport, StreamStatus } from '@farsight/protocol';
import { dropFigure } from './drop-figure.js';
import { byId, make, setText } from './element.js';

/** One line of the list: a stream that runs, that can be watched, or both. */
export interface StreamLine {
  /** Name it is watched under; undefined if it cannot be. */
  readonly live: string | undefined;
  readonly name: string;
  readonly network: string;
  readonly figures: Readonly<Record<Figure, string>>;
}

const figures = ['state', 'in', 'out', 'dropped', 'latency'] as const;
type Figure = (typeof figures)[number];

/** Streams to watch, then those that are measured only. */
export function streamLines({ live, streams }: StatusReport): readonly StreamLine[] {
  const watched = live.map(({ name, network }) => {
    const status = streams.find((stream) => stream.live === name);
    return { live: name, name, network, figures: figuresOf(status) };
  });
  const others = streams.filter((stream) => !live.some(({ name }) => name === stream.live));
  return [
    ...watched,
    ...others.map((status) => ({
      live: undefined,
      name: status.id,
      network: status.networks.join(', '),
      figures: figuresOf(status),
    })),
  ];
}

function figuresOf(status: StreamStatus | undefined): StreamLine['figures'] {
  const { latencyP50Ms: p50, latencyP95Ms: p95 } = status ?? {};
  return {
    state: status?.state ?? 'shown',
    in: status?.fpsIn.toFixed(1) ?? '–',
    out: status?.fpsOut.toFixed(1) ?? '–',
    dropped: status === undefined ? '–' : dropFigure(status.drops),
    latency: p50 === undefined || p95 === undefined ? '–' : `${p50.toFixed(0)} / ${p95.toFixed(0)} ms`,
  };
}

interface Row {
  readonly element: HTMLTableRowElement;
  readonly button: HTMLButtonElement;
  readonly cells: Readonly<Record<Figure, HTMLTableCellElement>>;
}

/** The list of streams, each to be watched. */
export class StreamsPanel {
  readonly #body = byId('streams', HTMLTableSectionElement);
  readonly #empty = byId('no-streams', HTMLElement);
  readonly #table = byId('streams-table', HTMLElement);
  readonly #rows = new Map<string, Row>();
  readonly #choose: (name: string) => void;

  /** @param choose - called with the name of the stream that the user wants to watch */
  constructor(choose: (name: string) => void) {
    this.#choose = choose;
  }

  show(lines: readonly StreamLine[], watched: string | undefined): void {
    this.#empty.hidden = lines.length > 0;
    this.#table.hidden = lines.length === 0;
    const keys = lines.map(({ live, name, network }) => `${live ?? ''}/${name}/${network}`);
    if (keys.join('\n') !== [...this.#rows.keys()].join('\n')) this.#rebuild(lines, keys);
    lines.forEach((line, i) => {
      const row = this.#rows.get(keys[i] ?? '');
      if (row === undefined) return;
      for (const figure of figures) setText(row.cells[figure], line.figures[figure]);
      row.button.ariaPressed = String(line.live !== undefined && line.live === watched);
    });
  }

  #rebuild(lines: readonly StreamLine[], keys: readonly string[]): void {
    const focused = [...this.#rows].find(([, { button }]) => button === document.activeElement)?.[0];
    this.#rows.clear();
    lines.forEach((line, i) => this.#rows.set(keys[i] ?? '', this.#makeRow(line)));
    this.#body.replaceChildren(...[...this.#rows.values()].map(({ element }) => element));
    if (focused !== undefined) this.#rows.get(focused)?.button.focus();
  }

  #makeRow({ live, name, network }: StreamLine): Row {
    const button = make('button', { type: 'button', disabled: live === undefined }, name);
    button.addEventListener('click', () => {
      if (live !== undefined) this.#choose(live);
    });
    const cells = {
      state: make('td'),
      in: make('td'),
      out: make('td'),
      dropped: make('td'),
      latency: make('td'),
    };
    const head = make('th', { scope: 'row' }, button, make('small', {}, network));
    return { element: make('tr', {}, head, ...figures.map((figure) => cells[figure])), button, cells };
  }
}
