/** How the numbers that a network gives become 0..1, and back. */
export interface Activation {
  readonly apply: (value: number) => number;
  readonly inverse: (score: number) => number;
}

export const sigmoid: Activation = {
  apply: (value) => 1 / (1 + Math.exp(-value)),
  inverse: (score) => Math.log(score / (1 - score)),
};

/** Of networks that have been through theirs. */
export const identity: Activation = { apply: (value) => value, inverse: (score) => score };
