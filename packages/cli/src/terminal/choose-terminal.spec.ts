import { describe, expect, it } from 'vitest';
import { chooseTerminal, type TerminalSituation } from './choose-terminal.js';

const usual: TerminalSituation = {
  outIsTerminal: true,
  errorIsTerminal: true,
  resultsOut: false,
  graphicsGiven: false,
  environment: { TERM: 'xterm' },
};

describe('chooseTerminal', () => {
  it.each([
    ['output', {}, 'stdout'],
    ['errors where the output is a pipe', { outIsTerminal: false, resultsOut: true }, 'stderr'],
    ['output where errors go to a file', { errorIsTerminal: false }, 'stdout'],
    ['output although NO_COLOR is set', { graphicsGiven: true, environment: { NO_COLOR: '1' } }, 'stdout'],
    ['output where NO_COLOR is empty', { environment: { NO_COLOR: '' } }, 'stdout'],
  ] as const)('takes %s', (_name, change, expected) => {
    expect(chooseTerminal({ ...usual, ...change })).toBe(expected);
  });

  it.each([
    [{ outIsTerminal: false, errorIsTerminal: false }, '--display web'],
    [{ resultsOut: true }, 'Expected --results FILE'],
    [{ environment: { TERM: 'dumb' } }, 'TERM=dumb'],
    [{ environment: { NO_COLOR: '1' } }, '--terminal-graphics'],
  ])('says what to do for %j', (change, message) => {
    const choose = (): string => chooseTerminal({ ...usual, ...change });
    expect(choose).toThrow(message);
    expect(choose).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
