import type { TerminalGraphics } from './pictures/encode-picture.js';
import type { TerminalColors } from './pictures/half-blocks.js';
import type { TerminalAnswers } from './terminal-answers.js';

/** The environment, as far as it tells what a terminal can do. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Attribute of a terminal with sixels, in its answer to DA1. */
const sixelAttribute = 4;

/** The best that a terminal has: what it says itself, or, where it says nothing, what those of its name have. */
export function chooseGraphics(answers: TerminalAnswers, environment: Environment): TerminalGraphics {
  if (answers.kitty && !isMultiplexed(environment)) return 'kitty';
  const { attributes } = answers;
  // The first is the terminal's class.
  if (attributes !== undefined) return attributes.includes(sixelAttribute, 1) ? 'sixel' : 'blocks';
  return isMultiplexed(environment) ? 'blocks' : graphicsByName(environment);
}

/** Inside tmux or screen, which pass on what the outer terminal can do, or its answers, but not where a picture belongs. */
export function isMultiplexed({ TMUX, STY, TERM = '' }: Environment): boolean {
  return isSet(TMUX) || isSet(STY) || /^(tmux|screen)/.test(TERM);
}

function graphicsByName(environment: Environment): TerminalGraphics {
  const { TERM = '', TERM_PROGRAM = '', KITTY_WINDOW_ID } = environment;
  if (isSet(KITTY_WINDOW_ID) || /^xterm-(kitty|ghostty)/.test(TERM) || TERM_PROGRAM === 'ghostty')
    return 'kitty';
  return TERM_PROGRAM === 'WezTerm' || /^(foot|mlterm|contour|wezterm)/.test(TERM) ? 'sixel' : 'blocks';
}

/** Terminals with 24-bit colour say so in `COLORTERM` or in their name; all others have xterm's palette. */
export function chooseColors({ COLORTERM = '', TERM = '' }: Environment): TerminalColors {
  const has24Bits = /^(truecolor|24bit)$/i.test(COLORTERM) || /-(direct|kitty|ghostty)$/.test(TERM);
  return has24Bits ? '24-bit' : '256';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
