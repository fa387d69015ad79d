/**
 * The corners of a turned box, x and y by turns: going round, from what would be the top left one without the angle. All are
 * NaN if a value of the box is.
 *
 * @param boxes - five values per box: see `OrientedBoxes.boxes`
 * @param index - which box
 */
export function cornersOf(boxes: Float32Array, index: number): Float32Array {
  const [x = NaN, y = NaN, width = NaN, height = NaN, angle = NaN] = boxes.subarray(5 * index, 5 * index + 5);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corners = new Float32Array(8);
  [
    [-0.5, -0.5],
    [0.5, -0.5],
    [0.5, 0.5],
    [-0.5, 0.5],
  ].forEach(([right = 0, down = 0], i) => {
    corners[2 * i] = x + right * width * cos - down * height * sin;
    corners[2 * i + 1] = y + right * width * sin + down * height * cos;
  });
  return corners;
}
