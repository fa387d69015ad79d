import { dropsText, type NetworkInfo, type StatusReport, type Timings } from '@farsight/protocol';
import type { LiveFrame } from '@farsight/protocol/live';
import { suggestions } from './commands.js';
import { dropFigure } from './drop-figure.js';
import { byId, make, setText } from './element.js';

const steps: readonly (readonly [name: string, key: keyof Timings])[] = [
  ['Waiting', 'queueMs'],
  ['Decoding', 'decodeMs'],
  ['Pre-processing', 'preprocessMs'],
  ['Network', 'runMs'],
  ['Post-processing', 'postprocessMs'],
];

/** Figures of the newest frame. */
export function showFigures(frame: LiveFrame): void {
  const figures = {
    fps: frame.fps?.toFixed(1),
    latency: frame.latencyMs === undefined ? undefined : `${frame.latencyMs.toFixed(0)} ms`,
    size: `${frame.width} × ${frame.height}`,
    index: String(frame.index),
    dropped: frame.drops && dropFigure(frame.drops),
  };
  for (const [id, text] of Object.entries(figures)) setText(byId(id, HTMLElement), text ?? '–');
  if (frame.timings !== undefined) showTimings(frame.timings);
}

function showTimings(timings: Timings): void {
  const rows = steps.map(([name, key]) => row(name, `${timings[key].toFixed(1)} ms`));
  byId('timings', HTMLTableSectionElement).replaceChildren(...rows);
}

function row(head: string, ...cells: readonly string[]): HTMLTableRowElement {
  return make('tr', {}, make('th', { scope: 'row' }, head), ...cells.map((cell) => make('td', {}, cell)));
}

/** Networks and what to try with them. Nothing is touched where nothing changed. */
export function showStatus(report: StatusReport): void {
  const { inUse, idle, unusable } = sortedByUse(report.networks);
  replaceIfChanged(byId('networks', HTMLUListElement), inUse, networkItem);
  replaceIfChanged(byId('idle-networks', HTMLUListElement), [...idle, ...unusable], networkItem);
  byId('idle', HTMLElement).hidden = idle.length + unusable.length === 0;
  setText(byId('idle-count', HTMLElement), idleText(idle.length, unusable.length));
  setText(byId('executors', HTMLElement), executorsText(report));
  setText(byId('totals', HTMLElement), totalsText(report));
  replaceIfChanged(byId('commands', HTMLUListElement), suggestions(report), ({ what, command }) =>
    make('li', {}, make('span', {}, what), copyable(command)),
  );
}

/** `Executors: 2 of 2 at work, load 87 %` */
function executorsText({ executors }: StatusReport): string {
  if (executors === undefined) return '';
  const { busy, limit, load } = executors;
  return `Executors: ${busy} of ${limit} at work, load ${(100 * load).toFixed(0)} %`;
}

/** `Since the start: 1234 frames, 12 dropped (queue 12), 0 failed` */
function totalsText({ counts: { frames, drops, failed } }: StatusReport): string {
  return `Since the start: ${frames} frames, ${dropsText(drops)}, ${failed} failed`;
}

/** A catalogue may have a hundred networks that nobody has asked for yet, and files that could never be run here. */
function sortedByUse(networks: readonly NetworkInfo[]): Record<'inUse' | 'idle' | 'unusable', NetworkInfo[]> {
  const sorted: ReturnType<typeof sortedByUse> = { inUse: [], idle: [], unusable: [] };
  for (const network of networks) sorted[useOf(network)].push(network);
  return sorted;
}

function useOf({ state, tasks }: NetworkInfo): 'inUse' | 'idle' | 'unusable' {
  if (state === 'available' || state === 'remote') return 'idle';
  // One that failed to load has the tasks of its file; one whose file says nothing that can be run has none.
  return state === 'failed' && tasks.length === 0 ? 'unusable' : 'inUse';
}

/** `99 more, loaded on first use; 1 cannot be used` */
function idleText(idle: number, unusable: number): string {
  return [idle > 0 && `${idle} more, loaded on first use`, unusable > 0 && `${unusable} cannot be used`]
    .filter(Boolean)
    .join('; ');
}

function replaceIfChanged<T>(
  list: HTMLElement,
  entries: readonly T[],
  item: (entry: T) => HTMLElement,
): void {
  const content = JSON.stringify(entries);
  if (list.dataset.content === content) return;
  list.dataset.content = content;
  list.replaceChildren(...entries.map(item));
}

function networkItem({
  name,
  state,
  reason,
  description,
  inputWidth,
  inputHeight,
}: NetworkInfo): HTMLElement {
  const size = inputWidth > 0 ? `${inputWidth} × ${inputHeight}` : '';
  const badge = make('span', { className: 'badge' }, state);
  badge.dataset.state = state;
  const detail = state === 'failed' ? reason : [description, size].filter(Boolean).join(' · ');
  return make('li', {}, make('strong', {}, name), ' ', badge, make('small', {}, detail));
}

function copyable(command: string): HTMLElement {
  const button = make('button', { type: 'button' }, 'Copy');
  button.setAttribute('aria-label', `Copy: ${command}`);
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(command).then(
      () => setText(button, 'Copied'),
      () => setText(button, 'Select it'),
    );
  });
  button.addEventListener('blur', () => setText(button, 'Copy'));
  return make('div', { className: 'command' }, make('code', {}, command), button);
}
