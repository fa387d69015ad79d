/**
 * Whether decoding can begin at a frame of VP9: the first bits of its uncompressed header (VP9 bitstream specification 0.7,
 * section 6.2) are a marker, the profile, whether a frame is only shown again, and its type.
 */
export function isVp9KeyFrame(frame: Uint8Array): boolean {
  const [first = 0] = frame;
  if (first >> 6 !== 0b10) return false;
  const isProfile3 = (first & 0b0011_0000) === 0b0011_0000;
  // Profile 3 has a reserved bit before the other two.
  return (first & (isProfile3 ? 0b0000_0110 : 0b0000_1100)) === 0;
}
