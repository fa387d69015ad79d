import type { OverlayStyle } from '@farsight/client/overlay';
import type { LiveOpening } from '@farsight/protocol/live';
import type { Api } from './api.js';
import { classBars, showClassBars } from './class-bars.js';
import { byId, setText } from './element.js';
import { FoundPanel } from './found-panel.js';
import { releaseImage } from './frame-image.js';
import { FrameHistory } from './history.js';
import { Inspector } from './inspector.js';
import { showFigures } from './panels.js';
import { Plot } from './plot.js';
import type { ServerLink } from './server-link.js';
import { Stage, type ShownFrame, type ShownMessage } from './stage.js';
import { Tally } from './tally.js';
import type { View } from './view.js';

/** The panels need not change with every frame. */
const panelMs = 250;
/** Plots cover two minutes. */
const plotMs = 1_000;
/** The description of the picture is read aloud: rarely. */
const descriptionMs = 3_000;

interface Playing {
  /** Of a live stream; undefined for frames of the user's own. */
  readonly name: string | undefined;
  readonly stop: AbortController;
}

/** Shows one stream at a time: a live one, or the user's own frames. */
export class Player {
  readonly history = new FrameHistory();
  readonly inspector: Inspector;
  /** Called when another stream begins, which is not paused. */
  onOpen: () => void = () => undefined;
  readonly #api: Api;
  readonly #link: ServerLink;
  readonly #view: View;
  readonly #canvas = byId('canvas', HTMLCanvasElement);
  readonly #notice = byId('notice', HTMLElement);
  readonly #stage: Stage;
  readonly #found: FoundPanel;
  readonly #fps = new Plot(byId('fps-plot', HTMLElement), 'Frames per second', '');
  readonly #latency = new Plot(byId('latency-plot', HTMLElement), 'Latency', 'ms');
  readonly #last = { panels: -Infinity, plots: -Infinity, description: -Infinity };
  #playing: Playing | undefined;
  /** Frames of the user's own stay when they are over. */
  #isOwn = false;
  #opening: LiveOpening = { kind: 'opening', stream: '', network: '', labels: {} };
  #tally = new Tally({});

  constructor(api: Api, link: ServerLink, view: View) {
    this.#api = api;
    this.#link = link;
    this.#view = view;
    const style = (): OverlayStyle | undefined => this.#style();
    this.#stage = new Stage(this.#canvas, style);
    this.inspector = new Inspector(this.#stage, style);
    this.#found = new FoundPanel(view, () => this.#stage.redraw());
  }

  /** Whether frames of the user's own are shown. */
  get isOwn(): boolean {
    return this.#isOwn;
  }

  /** Name of the stream that is shown, the user's own included. */
  get watched(): string | undefined {
    return this.#isOwn ? this.#opening.stream : this.#playing?.name;
  }

  get opening(): LiveOpening {
    return this.#opening;
  }

  /** Watches this live stream, unless it does already; `undefined`: there is none. */
  play(name: string | undefined): void {
    if (!this.#isOwn && this.#playing?.name === name && name !== undefined) return;
    this.stop();
    this.#isOwn = false;
    if (name === undefined) this.#notify('No stream runs now. Start one with a command of “Try next”.');
    else void this.#show({ name, stop: new AbortController() }, (signal) => this.#live(name, signal));
  }

  #live(name: string, signal: AbortSignal): AsyncIterable<ShownMessage> {
    return this.#api.live(name, AbortSignal.any([signal, this.#link.cut]));
  }

  /** Shows frames of the user's own until they end, another is shown, or {@link stop}. */
  async playOwn(open: (signal: AbortSignal) => AsyncIterable<ShownMessage>): Promise<void> {
    this.stop();
    this.#isOwn = true;
    await this.#show({ name: undefined, stop: new AbortController() }, open);
  }

  /** Ends what is shown; its last frame stays. */
  stop(): void {
    this.#playing?.stop.abort();
    this.#playing = undefined;
  }

  /** Draws the frame that is shown again, after a setting changed. */
  redraw(): void {
    this.#stage.redraw();
  }

  /** Pauses, and goes so many frames on or back. */
  step(by: number): void {
    const shown = this.history.step(by);
    if (shown === undefined) return;
    this.#stage.show(shown);
    this.#showPanels(shown);
  }

  resume(): void {
    this.history.resume();
    const newest = this.history.frames.at(-1);
    if (newest !== undefined) this.#stage.show(newest);
  }

  /** Says something in the picture. */
  notify(text: string): void {
    this.#notify(text);
  }

  #style(): OverlayStyle | undefined {
    if (!this.#view.shows('results')) return undefined;
    const seen = this.#tally.classes().map(({ name }) => name);
    return this.#view.style(this.#opening.labels, seen, this.#stage.trails);
  }

  async #show(playing: Playing, open: (signal: AbortSignal) => AsyncIterable<ShownMessage>): Promise<void> {
    this.#playing = playing;
    this.#notify('Connecting…');
    let problem = '';
    try {
      for await (const { header, image } of open(playing.stop.signal)) {
        if (this.#playing !== playing) {
          releaseImage(image);
          return;
        }
        this.#link.heard();
        if (header.kind === 'opening') this.#open(header);
        else this.#take({ frame: header, image });
      }
    } catch (error) {
      // Of a live stream, the next look at the status says what happened, and leads here again.
      problem = error instanceof Error ? error.message : String(error);
    }
    if (this.#playing !== playing) return;
    this.#playing = undefined;
    if (playing.name !== undefined) this.#notify('The stream has ended.');
    else if (problem !== '') this.#notify(problem);
  }

  #open(opening: LiveOpening): void {
    const { stream, network, labels } = opening;
    this.#opening = opening;
    setText(byId('stream-title', HTMLElement), `${stream} · ${network}`);
    this.#tally = new Tally(labels);
    this.#found.clear();
    this.history.clear();
    this.#fps.clear();
    this.#latency.clear();
    this.inspector.labels = labels;
    this.#stage.open(labels);
    this.#last.panels = -Infinity;
    this.#last.description = -Infinity;
    this.onOpen();
    this.#notify('Waiting for the first frame…');
  }

  #take(shown: ShownFrame): void {
    this.#notice.hidden = true;
    if (!this.history.add(shown)) return;
    // Frames that are not drawn are part of the way too.
    this.#stage.trails.add(shown.frame.meta);
    this.#tally.add(shown.frame.meta);
    this.#plot(shown);
    if (this.history.paused) return;
    this.#stage.show(shown);
    const now = performance.now();
    if (now - this.#last.panels < panelMs) return;
    this.#last.panels = now;
    this.#showPanels(shown);
  }

  #showPanels({ frame }: ShownFrame): void {
    showFigures(frame);
    this.#found.show(this.#tally);
    showClassBars(classBars(frame.meta, this.#opening.labels));
    const now = performance.now();
    if (now - this.#last.description < descriptionMs) return;
    this.#last.description = now;
    this.#canvas.setAttribute('aria-label', `Live picture: ${this.#tally.summary()}`);
  }

  #plot({ frame }: ShownFrame): void {
    const now = performance.now();
    if (now - this.#last.plots < plotMs) return;
    this.#last.plots = now;
    this.#fps.add(frame.fps ?? NaN);
    this.#latency.add(frame.latencyMs ?? NaN);
  }

  #notify(text: string): void {
    this.#notice.hidden = false;
    setText(this.#notice, text);
  }
}
