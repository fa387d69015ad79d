import { KalmanFilter } from './kalman-filter.js';

/** x1, y1, x2, y2; pixels. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** Where a box is and how it moves. */
export interface Motion {
  /** One frame later. */
  predict(): void;
  /** The box was seen. */
  update(box: Box): void;
  /** Where it is thought to be; values that are not finite if nothing sensible is thought any more. */
  readonly box: Box;
}

/** Far beyond any frame; squares of it are still exact enough. */
const farthest = 1e9;

/** Whether a box can be one: of some area, and of numbers that make sense. */
export function isBox(box: Box): boolean {
  const [x1, y1, x2, y2] = box;
  return x2 > x1 && y2 > y1 && (x2 - x1) * (y2 - y1) > 0 && box.every((value) => Math.abs(value) < farthest);
}

/** Of centre x, centre y, area, aspect ratio, and the speeds of the first three: SORT's figures (section 3.2 and its code). */
const areaInitial = [10, 10, 10, 10, 1e4, 1e4, 1e4];
const areaProcess = [1, 1, 1, 1, 1e-2, 1e-2, 1e-4];
const areaMeasurement = [1, 1, 10, 10];

/** SORT's and OC-SORT's model: centre, area and aspect ratio; the aspect ratio keeps still. */
export class AreaMotion implements Motion {
  readonly #filter: KalmanFilter;

  constructor(start: Box | KalmanFilter) {
    this.#filter = start instanceof KalmanFilter ? start : new KalmanFilter(areaValues(start), areaInitial);
  }

  predict(): void {
    const { state } = this.#filter;
    // The area would shrink to nothing.
    if (state[2]! + state[6]! <= 0) state[6] = 0;
    this.#filter.predict(areaProcess);
  }

  update(box: Box): void {
    this.#filter.update(areaValues(box), areaMeasurement);
  }

  get box(): Box {
    const [x, y, area, ratio] = this.#filter.state as unknown as [number, number, number, number];
    const width = Math.sqrt(area * ratio);
    return aroundCentre(x, y, width, area / width);
  }

  clone(): AreaMotion {
    return new AreaMotion(this.#filter.clone());
  }
}

/** Deviations of positions and speeds as fractions of the height: DeepSORT's figures, which ByteTrack kept. */
const position = 1 / 20;
const speed = 1 / 160;

/** ByteTrack's model: centre, aspect ratio and height, all with speeds; the noise grows with the height. */
export class HeightMotion implements Motion {
  readonly #filter: KalmanFilter;

  constructor(box: Box) {
    const h = box[3] - box[1];
    const deviations = [
      ...[2 * position * h, 2 * position * h, 1e-2, 2 * position * h],
      ...[10 * speed * h, 10 * speed * h, 1e-5, 10 * speed * h],
    ];
    this.#filter = new KalmanFilter(heightValues(box), squares(deviations));
  }

  predict(): void {
    const h = this.#filter.state[3]!;
    const p = position * h;
    const v = speed * h;
    this.#filter.predict(squares([p, p, 1e-2, p, v, v, 1e-5, v]));
  }

  update(box: Box): void {
    const p = position * this.#filter.state[3]!;
    this.#filter.update(heightValues(box), squares([p, p, 1e-1, p]));
  }

  /** Its height is thought not to change, as for a box that was lost. */
  holdHeight(): void {
    this.#filter.state[7] = 0;
  }

  get box(): Box {
    const [x, y, ratio, height] = this.#filter.state as unknown as [number, number, number, number];
    return aroundCentre(x, y, ratio * height, height);
  }
}

function areaValues([x1, y1, x2, y2]: Box): number[] {
  const width = x2 - x1;
  const height = y2 - y1;
  return [x1 + width / 2, y1 + height / 2, width * height, width / height];
}

function heightValues([x1, y1, x2, y2]: Box): number[] {
  const width = x2 - x1;
  const height = y2 - y1;
  return [x1 + width / 2, y1 + height / 2, width / height, height];
}

function aroundCentre(x: number, y: number, width: number, height: number): Box {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}

function squares(values: readonly number[]): number[] {
  return values.map((value) => value * value);
}
