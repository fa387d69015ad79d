import type { Rgb } from '@farsight/protocol';

/** For each channel and each level 0..255, what becomes of it when the colour is mixed in. */
export type MixTable = readonly [red: Uint8Array, green: Uint8Array, blue: Uint8Array];

/**
 * @param opacity - 0..1: share of the colour
 * @returns undefined if nothing would change, or the opacity is no number
 */
export function mixTable([red, green, blue]: Rgb, opacity: number): MixTable | undefined {
  if (!(opacity > 0)) return undefined;
  const share = Math.min(1, opacity);
  return [mixed(red, share), mixed(green, share), mixed(blue, share)];
}

function mixed(value: number, share: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, level) => Math.round(level + (value - level) * share));
}
