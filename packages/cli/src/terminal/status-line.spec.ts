import { describe, expect, it } from 'vitest';
import { StatusLine } from './status-line.js';

function out(isTTY: boolean): {
  lines: string[];
  write: (text: string) => boolean;
  isTTY: boolean;
  columns: number;
} {
  const lines: string[] = [];
  return { lines, isTTY, columns: 11, write: (text) => Boolean(lines.push(text)) };
}

describe('StatusLine', () => {
  it('rewrites itself on a terminal, cut to its width', () => {
    const terminal = out(true);
    const line = new StatusLine(terminal);
    line.show('0123456789abc');
    line.clear();
    line.clear();
    expect(terminal.lines).toEqual(['\r\u001b[2K0123456789', '\r\u001b[2K']);
  });

  it('comes back below a note', () => {
    const terminal = out(true);
    const line = new StatusLine(terminal);
    line.note('first');
    line.show('busy');
    line.note('a note');
    expect(terminal.lines).toEqual(['first\n', '\r\u001b[2Kbusy', '\r\u001b[2Ka note\nbusy']);
  });

  it('writes notes alone where there is no terminal', () => {
    const file = out(false);
    const line = new StatusLine(file);
    line.show('busy');
    line.note('a note');
    line.clear();
    expect(file.lines).toEqual(['a note\n']);
  });

  it('is quiet while something else has the terminal, and catches up on notes after', () => {
    const terminal = out(true);
    const line = new StatusLine(terminal);
    const passedOn: string[] = [];
    line.show('busy');
    line.suspend((note) => passedOn.push(note));
    const before = terminal.lines.length;
    line.show('busier');
    for (let i = 0; i <= 100; i += 1) line.note(`note ${i}`);
    expect(terminal.lines).toHaveLength(before);
    expect(passedOn).toHaveLength(101);
    line.resume();
    expect(terminal.lines.slice(before)).toEqual(passedOn.slice(1).map((note) => `${note}\n`));
  });

  it('keeps on writing notes to a file', () => {
    const file = out(false);
    const line = new StatusLine(file);
    line.suspend(() => undefined);
    line.note('a note');
    line.resume();
    expect(file.lines).toEqual(['a note\n']);
  });
});
