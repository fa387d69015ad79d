import type { LiveOpening } from '@farsight/protocol/live';
import type { Api } from './api.js';
import { byId, setText } from './element.js';
import { showFigures, showFound } from './panels.js';
import { Stage, type ShownFrame } from './stage.js';
import { Tally } from './tally.js';

/** The panels need not change with every frame. */
const panelMs = 250;
/** The description of the picture is read aloud: rarely. */
const descriptionMs = 3_000;

/** Watches one live stream at a time and shows it. */
export class Player {
  readonly #api: Api;
  readonly #canvas = byId('canvas', HTMLCanvasElement);
  readonly #notice = byId('notice', HTMLElement);
  readonly #stage = new Stage(this.#canvas);
  #playing: { readonly name: string; readonly stop: AbortController } | undefined;
  #tally = new Tally({});
  #panelsAt = 0;
  #describedAt = 0;

  constructor(api: Api) {
    this.#api = api;
    const boxes = byId('boxes', HTMLInputElement);
    boxes.addEventListener('change', () => {
      this.#stage.showResults = boxes.checked;
      this.#stage.redraw();
    });
  }

  /** Watches this stream, unless it does already; `undefined`: there is none. */
  play(name: string | undefined): void {
    if (this.#playing?.name === name && name !== undefined) return;
    this.#playing?.stop.abort();
    this.#playing = undefined;
    if (name === undefined) this.#notify('No live stream now. Start one with a command of “Try next”.');
    else void this.#watch(name);
  }

  async #watch(name: string): Promise<void> {
    const playing = { name, stop: new AbortController() };
    this.#playing = playing;
    this.#notify('Connecting…');
    try {
      for await (const { header, image } of this.#api.live(name, playing.stop.signal)) {
        if (this.#playing !== playing) return;
        if (header.kind === 'opening') this.#open(header);
        else this.#show({ frame: header, image });
      }
    } catch {
      // The next look at the status says what happened, and leads here again.
    }
    if (this.#playing === playing) {
      this.#playing = undefined;
      this.#notify('The stream has ended.');
    }
  }

  #open({ stream, network, labels }: LiveOpening): void {
    setText(byId('stream-title', HTMLElement), `${stream} · ${network}`);
    this.#tally = new Tally(labels);
    this.#stage.open(labels);
    this.#notify('Waiting for the first frame…');
  }

  #show(shown: ShownFrame): void {
    this.#notice.hidden = true;
    this.#stage.show(shown);
    this.#tally.add(shown.frame.meta);
    const now = performance.now();
    if (now - this.#panelsAt > panelMs) {
      this.#panelsAt = now;
      showFigures(shown.frame);
      showFound(this.#tally);
    }
    if (now - this.#describedAt > descriptionMs) {
      this.#describedAt = now;
      this.#canvas.setAttribute('aria-label', `Live picture: ${this.#tally.summary()}`);
    }
  }

  #notify(text: string): void {
    this.#notice.hidden = false;
    setText(this.#notice, text);
  }
}
