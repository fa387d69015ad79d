import type { Size } from './pictures/scale-picture.js';

/** What a terminal said of itself. */
export interface TerminalAnswers {
  /** It speaks kitty's graphics protocol. */
  kitty: boolean;
  /** Its device attributes, once they came: 4 stands for sixels. All terminals tell them, so they come last. */
  attributes: readonly number[] | undefined;
  /** Pixels of a character. */
  cell: Size | undefined;
  /** Pixels of the part of the window that has text. */
  text: Size | undefined;
}

/** Tells kitty's answer from others; the protocol's own example has it too. */
const queryId = 31;

/** Asks for kitty's graphics, with a picture of one pixel that is not shown. */
export const askKitty = `\u001b_Gi=${queryId},s=1,v=1,a=q,t=d,f=24;AAAA\u001b\\`;
/** Asks for the pixels of a character and of the text area (xterm's window operations 16 and 14). */
export const askSizes = '\u001b[16t\u001b[14t';
/** Asks for the primary device attributes (DA1). */
export const askAttributes = '\u001b[c';

/** Longer sequences are none of the answers. */
const mostCharacters = 256;
/** Nobody's characters or windows have more pixels. */
const mostCellPixels = 512;
const mostTextPixels = 32_768;
const escape = '\u001b';

/** Reads what comes from a terminal: answers, and keys. Whatever else there is means nothing. */
export class TerminalReader {
  readonly answers: TerminalAnswers = {
    kitty: false,
    attributes: undefined,
    cell: undefined,
    text: undefined,
  };
  /** The sequence that has begun; empty between sequences. */
  #sequence = '';

  /** Takes the next bytes; returns the keys that were pressed, a character each. */
  read(bytes: Uint8Array): string {
    let keys = '';
    for (const byte of bytes) {
      const character = String.fromCharCode(byte);
      if (this.#sequence === '' && character !== escape) keys += character;
      else this.#extend(character);
    }
    return keys;
  }

  #extend(character: string): void {
    // Two escapes follow each other where one was pressed.
    const again = character === escape && this.#sequence === escape;
    this.#sequence = again ? escape : this.#sequence + character;
    if (isWhole(this.#sequence)) {
      this.#note(this.#sequence);
      this.#sequence = '';
    } else if (this.#sequence.length > mostCharacters) this.#sequence = '';
  }

  #note(sequence: string): void {
    const attributes = /^\u001b\[\?([\d;]*)c$/.exec(sequence)?.[1];
    if (attributes !== undefined) this.answers.attributes = attributes.split(';').map(Number);
    const [, kind, height, width] = /^\u001b\[([46]);(\d+);(\d+)t$/.exec(sequence) ?? [];
    const size = { width: Number(width), height: Number(height) };
    if (kind === '6' && isWithin(size, mostCellPixels)) this.answers.cell = size;
    if (kind === '4' && isWithin(size, mostTextPixels)) this.answers.text = size;
    const [, keys = '', message] = /^\u001b_G([^;]*);(.*)\u001b\\$/s.exec(sequence) ?? [];
    if (message === 'OK' && keys.split(',').includes(`i=${queryId}`)) this.answers.kitty = true;
  }
}

/** Whether an escape sequence has its end (ECMA-48, 5.4 and 5.6). */
function isWhole(sequence: string): boolean {
  const kind = sequence[1];
  if (kind === undefined) return false;
  // Control strings: APC, DCS, OSC, PM, SOS.
  if ('_P]^X'.includes(kind)) return sequence.endsWith('\u001b\\') || sequence.endsWith('\u0007');
  if (kind === '[') return sequence.length > 2 && /[@-~]$/.test(sequence);
  // A function key, a character more.
  if (kind === 'O') return sequence.length > 2;
  return true;
}

function isWithin({ width, height }: Size, most: number): boolean {
  return width >= 1 && width <= most && height >= 1 && height <= most;
}
