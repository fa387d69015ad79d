import { describe, expect, it } from 'vitest';
import { chooseColors, chooseGraphics } from './choose-graphics.js';

const silent = { kitty: false, attributes: undefined, cell: undefined, text: undefined };
const plain = { ...silent, attributes: [62, 22] };
const sixels = { ...silent, attributes: [62, 4, 22] };

describe('chooseGraphics', () => {
  it.each([
    ['kitty where it answers', { ...sixels, kitty: true }, {}, 'kitty'],
    ['sixels where they are an attribute', sixels, { TERM: 'xterm-256color' }, 'sixel'],
    ['blocks where they are not', plain, { TERM: 'foot', KITTY_WINDOW_ID: '1' }, 'blocks'],
    ['no class for an attribute', { ...silent, attributes: [4, 6] }, {}, 'blocks'],
    ['blocks where nothing is known', silent, { TERM: 'xterm-256color' }, 'blocks'],
    ['kitty by its window', silent, { KITTY_WINDOW_ID: '3' }, 'kitty'],
    ['kitty by its name', silent, { TERM: 'xterm-kitty' }, 'kitty'],
    ['Ghostty by its name', silent, { TERM_PROGRAM: 'ghostty' }, 'kitty'],
    ['WezTerm by its name', silent, { TERM_PROGRAM: 'WezTerm' }, 'sixel'],
    ['foot by its name', silent, { TERM: 'foot-extra' }, 'sixel'],
    ['mlterm by its name', silent, { TERM: 'mlterm' }, 'sixel'],
    ['tmux without the kitty outside', { ...plain, kitty: true }, { TMUX: '/tmp/x,1,0' }, 'blocks'],
    ['tmux with sixels', sixels, { TMUX: '/tmp/x,1,0' }, 'sixel'],
    ['screen, however it was started', silent, { TERM: 'screen', KITTY_WINDOW_ID: '3' }, 'blocks'],
    ['screen by its session', { ...silent, kitty: true }, { STY: '1.x' }, 'blocks'],
  ] as const)('takes %s', (_name, answers, environment, expected) => {
    expect(chooseGraphics(answers, environment)).toBe(expected);
  });
});

describe('chooseColors', () => {
  it.each([
    [{ COLORTERM: 'truecolor' }, '24-bit'],
    [{ COLORTERM: '24bit', TERM: 'xterm' }, '24-bit'],
    [{ TERM: 'xterm-direct' }, '24-bit'],
    [{ TERM: 'xterm-kitty' }, '24-bit'],
    [{ TERM: 'xterm-256color' }, '256'],
    [{ COLORTERM: 'yes' }, '256'],
    [{}, '256'],
  ] as const)('%j has %s colours', (environment, expected) => {
    expect(chooseColors(environment)).toBe(expected);
  });
});
