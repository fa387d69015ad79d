/** The upright rectangles (x1, y1, x2, y2) around turned boxes (centre, size, angle). */
export function turnedRectangles(boxes: Float32Array): Float32Array {
  const count = boxes.length / 5;
  const rectangles = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const x = boxes[5 * i]!;
    const y = boxes[5 * i + 1]!;
    const cos = Math.abs(Math.cos(boxes[5 * i + 4]!)) / 2;
    const sin = Math.abs(Math.sin(boxes[5 * i + 4]!)) / 2;
    const halfWidth = boxes[5 * i + 2]! * cos + boxes[5 * i + 3]! * sin;
    const halfHeight = boxes[5 * i + 2]! * sin + boxes[5 * i + 3]! * cos;
    rectangles.set([x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight], 4 * i);
  }
  return rectangles;
}
