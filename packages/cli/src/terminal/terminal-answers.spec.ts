import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TerminalReader } from './terminal-answers.js';

const nothing = { kitty: false, attributes: undefined, cell: undefined, text: undefined };

function read(...pieces: readonly string[]): { keys: string; answers: TerminalReader['answers'] } {
  const reader = new TerminalReader();
  const keys = pieces.map((piece) => reader.read(Buffer.from(piece, 'latin1'))).join('');
  return { keys, answers: reader.answers };
}

describe('TerminalReader', () => {
  it.each([
    [
      'kitty',
      '\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[4;480;800t\x1b[?62;c',
      { kitty: true, attributes: [62, 0] },
    ],
    ['foot', '\x1b[6;19;9t\x1b[4;760;720t\x1b[?62;4;22c', { kitty: false, attributes: [62, 4, 22] }],
    ['xterm', '\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c', { kitty: false, cell: undefined }],
    ['with an error', '\x1b_Gi=31;EINVAL:no\x1b\\\x1b[?1;2c', { kitty: false, attributes: [1, 2] }],
    ['somebody else', '\x1b_Gi=7;OK\x1b\\', nothing],
  ])('understands %s', (_name, answer, expected) => {
    const { keys, answers } = read(answer);
    expect(answers).toMatchObject(expected);
    expect(keys).toBe('');
  });

  it('reads sizes, and none that make no sense', () => {
    expect(read('\x1b[6;20;10t').answers.cell).toEqual({ width: 10, height: 20 });
    expect(read('\x1b[4;480;800t').answers.text).toEqual({ width: 800, height: 480 });
    const senseless = ['\x1b[6;0;10t', '\x1b[6;20;99999999t', '\x1b[6;;t', '\x1b[6;-3;4t', '\x1b[4;99999;1t'];
    for (const answer of senseless) expect(read(answer).answers).toEqual(nothing);
  });

  it('finds keys between answers, and none in arrow and function keys', () => {
    const pieces = ['a\x1b[A', 'q\x1bOP', '\x03\x1b[?1;2c', '\x1bxz', '\x1b[15~', '\x1b\x1b[B', '.'];
    expect(read(...pieces).keys).toBe('aq\x03z.');
  });

  it('understands the same, however an answer is cut', () => {
    const whole = 'x\x1b_Gi=31;OK\x1b\\y\x1b[6;20;10tz\x1b[4;480;800t\x1b[?62;4cq';
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length)), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const pieces = places.slice(1).map((end, i) => whole.slice(places[i], end));
        expect(read(...pieces)).toEqual(read(whole));
      }),
    );
    expect(read(whole).keys).toBe('xyzq');
  });

  it('is at peace with anything, and understands what comes after it', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary-ascii', maxLength: 40 }),
      fc.constantFrom(
        '\x1b',
        '\x1b[',
        '\x1b]',
        '\x1b_G',
        '\x1bP',
        ';',
        '\x1b\\',
        '\x07',
        'c',
        '?',
        '9'.repeat(300),
      ),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        // So much ends every sequence that was begun.
        const { answers } = read(...parts, ' '.repeat(300), '\x1b\\', '\x1b[?62;4c');
        expect(answers.attributes).toEqual([62, 4]);
        const sizes = [answers.cell, answers.text].flatMap((size) => (size ? [size.width, size.height] : []));
        for (const value of sizes) expect(value >= 1 && value <= 32_768).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
