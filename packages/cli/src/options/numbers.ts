import { InvalidArgumentError } from 'commander';

/** A parser of whole numbers within bounds, for commander. */
export function integer(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number of ${least}..${most}.`);
  };
}

/** A parser of numbers within bounds, for commander. */
export function decimal(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a number of ${least}..${most}.`);
  };
}

/** A TCP port; 0 lets the system choose. */
export const port = integer(0, 65_535);
