/** How points of a picture relate to points of the picture it was made from. Points are x, y by turns, moved in place. */
export interface PointMap {
  /** From the picture to what it was made from. */
  toSource(points: Float64Array): void;
  /** From there to the picture. */
  fromSource(points: Float64Array): void;
}

/** A picture whose top left pixel is the source's pixel `left`, `top`. */
export class Shift implements PointMap {
  constructor(
    readonly left: number,
    readonly top: number,
  ) {}

  toSource(points: Float64Array): void {
    shift(points, this.left, this.top);
  }

  fromSource(points: Float64Array): void {
    shift(points, -this.left, -this.top);
  }
}

function shift(points: Float64Array, x: number, y: number): void {
  for (let i = 0; i < points.length; i += 2) {
    points[i] = points[i]! + x;
    points[i + 1] = points[i + 1]! + y;
  }
}

/** Pictures made one from the other: `maps[0]` leads from the first source to the first picture, and so on. */
export function chain(maps: readonly PointMap[]): PointMap | undefined {
  if (maps.length < 2) return maps[0];
  const reversed = [...maps].reverse();
  return {
    toSource(points) {
      for (const map of reversed) map.toSource(points);
    },
    fromSource(points) {
      for (const map of maps) map.fromSource(points);
    },
  };
}
