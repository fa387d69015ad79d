/** Directions in the order of right turns, what a step in each adds to x and y, and the pixel ahead at the right hand. */
const [south, north] = [1, 3];
const stepX = [1, 0, -1, 0];
const stepY = [0, 1, 0, -1];
const rightX = [0, -1, -1, 0];
const rightY = [0, 0, -1, -1];

/**
 * Follows the edges of the pixels that are set, with these at the right hand: around things clockwise, around holes
 * counter-clockwise. Pixels that touch at a corner alone are two things. Holes are joined to what surrounds them by a cut of
 * no width, so that a thing is one ring, whatever holes it has.
 */
export class ContourTracer {
  readonly #bitmap: Uint8Array;
  readonly #width: number;
  readonly #height: number;
  /** Corners of all rings, and which one follows each. */
  readonly #xs: number[] = [];
  readonly #ys: number[] = [];
  readonly #next: number[] = [];
  /** Of the left edge of each pixel: the corner at its upper end, plus 1; 0 where no contour passes. */
  readonly #upperCorner: Int32Array;

  /** @param bitmap - row by row; 1 where set, else 0 */
  constructor(bitmap: Uint8Array, width: number, height: number) {
    this.#bitmap = bitmap;
    this.#width = width;
    this.#height = height;
    this.#upperCorner = new Int32Array(width * height);
  }

  /** One ring per thing, from the top: x, y by turns, without the points where it goes straight on. */
  trace(): number[][] {
    const things: number[] = [];
    const holes: number[] = [];
    for (let y = 0; y < this.#height; y++) {
      for (let x = 0; x < this.#width; x++) {
        if (!this.#isSet(x, y) || this.#isSet(x - 1, y) || this.#upperCorner[y * this.#width + x] !== 0)
          continue;
        const { first, hole } = this.#follow(x, y + 1);
        if (hole === undefined) things.push(first);
        else holes.push(hole);
      }
    }
    for (const hole of holes) this.#join(hole);
    return things.map((first) => this.#ring(first));
  }

  #isSet(x: number, y: number): boolean {
    return x >= 0 && y >= 0 && x < this.#width && y < this.#height && this.#bitmap[y * this.#width + x] === 1;
  }

  /** Follows the contour that goes up from here. Of a hole, `hole` is the corner where its leftmost edge begins. */
  #follow(x: number, y: number): { readonly first: number; readonly hole?: number } {
    const first = this.#add(x, y);
    let [corner, direction, area, leftmost] = [first, north, 0, first];
    for (let closed = false; !closed;) {
      if (direction === south) {
        area += this.#x(corner);
        if (leftmost === first || this.#x(corner) < this.#x(leftmost)) leftmost = corner;
      }
      if (direction === north) area -= this.#x(corner);
      const [toX, toY] = [
        this.#x(corner) + (stepX[direction] ?? 0),
        this.#y(corner) + (stepY[direction] ?? 0),
      ];
      const turned = this.#turn(toX, toY, direction);
      closed = toX === x && toY === y && turned === north;
      const to = closed ? first : this.#add(toX, toY);
      if (direction === north) this.#upperCorner[toY * this.#width + toX] = to + 1;
      this.#next[corner] = to;
      [corner, direction] = [to, turned];
    }
    return area > 0 ? { first } : { first, hole: leftmost };
  }

  /** Right, unless the pixel ahead at the right hand is set; then straight on, unless the one at the left hand is too. */
  #turn(x: number, y: number, direction: number): number {
    const left = (direction + 3) % 4;
    if (!this.#isSet(x + (rightX[direction] ?? 0), y + (rightY[direction] ?? 0))) return (direction + 1) % 4;
    return this.#isSet(x + (rightX[left] ?? 0), y + (rightY[left] ?? 0)) ? left : direction;
  }

  /** Cuts from a hole's leftmost edge to the left, as far as there are set pixels: another ring passes there. */
  #join(hole: number): void {
    const y = this.#y(hole);
    let x = this.#x(hole) - 1;
    while (this.#isSet(x - 1, y)) x--;
    const other = (this.#upperCorner[y * this.#width + x] ?? 0) - 1;
    const back = this.#add(this.#x(other), y);
    const twin = this.#add(this.#x(hole), y);
    // other -> twin of the hole's corner -> around the hole -> the hole's corner -> back where the way was left.
    this.#next[back] = this.#next[other] ?? 0;
    this.#next[twin] = this.#next[hole] ?? 0;
    this.#next[other] = twin;
    this.#next[hole] = back;
  }

  #ring(first: number): number[] {
    const points: number[] = [];
    let [before, corner] = [first, this.#next[first] ?? first];
    const end = corner;
    do {
      const after = this.#next[corner] ?? first;
      if (this.#turnsAt(before, corner, after)) points.push(this.#x(corner), this.#y(corner));
      [before, corner] = [corner, after];
    } while (corner !== end);
    return points;
  }

  #turnsAt(before: number, corner: number, after: number): boolean {
    return (
      Math.sign(this.#x(corner) - this.#x(before)) !== Math.sign(this.#x(after) - this.#x(corner)) ||
      Math.sign(this.#y(corner) - this.#y(before)) !== Math.sign(this.#y(after) - this.#y(corner))
    );
  }

  #add(x: number, y: number): number {
    this.#xs.push(x);
    this.#ys.push(y);
    return this.#next.push(0) - 1;
  }

  #x(corner: number): number {
    return this.#xs[corner] ?? 0;
  }

  #y(corner: number): number {
    return this.#ys[corner] ?? 0;
  }
}
