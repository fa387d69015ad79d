import type { WriteStream } from 'node:tty';
import { FarsightError, type LabelsByTask, type StreamInfo } from '@farsight/client';
import { aborted } from '../interruption.js';
import {
  chooseColors,
  chooseGraphics,
  isMultiplexed,
  type Environment,
} from '../terminal/choose-graphics.js';
import type { PictureArea, TerminalGraphics } from '../terminal/pictures/encode-picture.js';
import { ThreadPictureEncoder } from '../terminal/pictures/picture-encoder.js';
import type { Size } from '../terminal/pictures/scale-picture.js';
import type { StatusLine } from '../terminal/status-line.js';
import { askAttributes, askKitty, askSizes } from '../terminal/terminal-answers.js';
import { TerminalInput, type KeyIn } from '../terminal/terminal-input.js';
import { TerminalScreen } from '../terminal/terminal-screen.js';
import { displayStatus, type DisplayStatus } from './display-status.js';
import { Found } from './found.js';
import type { Received, Receiver } from './receiver.js';

/** Pictures in a terminal come no faster than this. */
const intervalMs = 60;
/** A terminal far away may need a while to say what it is; one that never says it must not hold up the stream for long. */
const answerMs = 1_000;
/** Where a terminal does not tell the pixels of a character. */
const usualCell: Size = { width: 10, height: 20 };

const home = '\u001b[H';
const clear = '\u001b[2J';

/** What {@link TerminalDisplay} works with. */
export interface DisplayContext {
  /** Where pictures go; `columns` and `rows` follow the window. */
  readonly terminal: WriteStream & { readonly fd: number };
  readonly keys: KeyIn;
  readonly environment: Environment;
  readonly graphics: TerminalGraphics | 'auto';
  /** Name of the stream. */
  readonly stream: string;
  /** Keeps its notes while the screen is taken. */
  readonly line: StatusLine;
  /** Ends the run. */
  readonly stop: () => void;
}

/** Shows annotated frames in a terminal, with a line of figures below. What the terminal cannot take in time is not shown. */
export class TerminalDisplay implements Receiver {
  readonly wantsPixels = true;
  readonly #context: DisplayContext;
  readonly #screen: TerminalScreen;
  readonly #input: TerminalInput | undefined;
  readonly #encoder = new ThreadPictureEncoder();
  #labels: LabelsByTask = {};
  #look: Pick<PictureArea, 'graphics' | 'colors' | 'cell'> | undefined;
  #status: DisplayStatus | undefined;
  #note: string | undefined;
  #shownAt = -Infinity;
  #drawing: Promise<void> | undefined;
  #resized = false;
  #failure: FarsightError | undefined;

  /** Takes the terminal, until it is closed. */
  constructor(context: DisplayContext) {
    this.#context = context;
    const { keys, line, stop, terminal } = context;
    line.suspend((note) => (this.#note = note));
    this.#screen = new TerminalScreen(terminal.fd);
    // Without keys nobody could answer.
    this.#input = keys.isTTY ? new TerminalInput(keys, stop) : undefined;
    terminal.on('resize', this.#resize);
  }

  /** Finds out what the terminal can show. */
  async open(): Promise<void> {
    const { graphics, environment, terminal } = this.#context;
    if (this.#input !== undefined) {
      // What an outer terminal answers is not what the inner one shows.
      const questions = isMultiplexed(environment) ? askSizes : askKitty + askSizes;
      this.#screen.ask(questions + askAttributes + clear);
      await this.#input.answered(answerMs);
    }
    const answers = this.#input?.answers ?? {
      kitty: false,
      attributes: undefined,
      cell: undefined,
      text: undefined,
    };
    this.#look = {
      graphics: graphics === 'auto' ? chooseGraphics(answers, environment) : graphics,
      colors: chooseColors(environment),
      cell: answers.cell ?? cellOf(answers.text, terminal) ?? usualCell,
    };
    if (this.#look.graphics === 'kitty') this.#screen.holdsKittyPicture();
  }

  begin({ labels }: StreamInfo): void {
    this.#labels = labels;
  }

  receive({ item, painted, fps, latencyMs, drops }: Received): void {
    if (this.#failure !== undefined) throw this.#failure;
    const area = this.#area();
    const now = performance.now();
    const late = this.#drawing !== undefined || now - this.#shownAt < intervalMs;
    if (painted === undefined || area === undefined || late) return;
    this.#shownAt = now;
    const found = new Found();
    found.add(item.meta, this.#labels);
    this.#status = { stream: this.#context.stream, fps, latencyMs, drops, found: found.toString() };
    this.#draw(this.#encoder.encode(painted, area));
  }

  async hold(signal: AbortSignal): Promise<void> {
    this.#note = 'Done; q ends.';
    this.#resize();
    await aborted(signal);
  }

  async close(): Promise<void> {
    this.#context.terminal.off('resize', this.#resize);
    await this.#screen.close();
    this.#input?.[Symbol.dispose]();
    await this.#encoder[Symbol.asyncDispose]();
    this.#context.line.resume();
  }

  #draw(encoding: Promise<Uint8Array>): void {
    this.#drawing = this.#drawPicture(encoding)
      .catch((error: unknown) => {
        this.#failure = FarsightError.from(
          error,
          'OUTPUT_FAILED',
          'Pictures for the terminal cannot be made.',
        );
      })
      .finally(() => {
        this.#drawing = undefined;
        if (this.#resized) this.#resize();
      });
  }

  async #drawPicture(encoding: Promise<Uint8Array>): Promise<void> {
    const picture = await encoding;
    // One for another window would make this one scroll; the next is on its way.
    if (this.#resized) return;
    const { columns, rows } = this.#context.terminal;
    const text =
      this.#status === undefined ? '' : displayStatus({ ...this.#status, note: this.#note }, columns);
    // Filled with spaces: not all terminals clear in reversed colours.
    const line = `\u001b[${rows};1H\u001b[0;7m${text.padEnd(columns)}\u001b[0m`;
    await this.#screen.draw(home, picture, line);
  }

  /** Draws everything anew, for a window of another size. */
  readonly #resize = (): void => {
    this.#resized = this.#drawing !== undefined;
    const area = this.#area();
    if (this.#resized || area === undefined) return;
    this.#screen.ask(this.#input === undefined ? clear : clear + askSizes);
    const again = this.#encoder.again(area);
    if (again !== undefined) this.#draw(again);
  };

  /** All but the last line. */
  #area(): PictureArea | undefined {
    const { columns, rows } = this.#context.terminal;
    const room = { columns: Math.max(1, columns), rows: Math.max(1, rows - 1) };
    return this.#look && { ...this.#look, ...room, cell: this.#input?.answers.cell ?? this.#look.cell };
  }
}

function cellOf(text: Size | undefined, { columns, rows }: WriteStream): Size | undefined {
  if (text === undefined || !(columns > 0) || !(rows > 0)) return undefined;
  return {
    width: Math.max(1, Math.floor(text.width / columns)),
    height: Math.max(1, Math.floor(text.height / rows)),
  };
}
