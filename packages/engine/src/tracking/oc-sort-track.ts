import { AreaMotion, type Box } from '../kernels/tracking/motion.js';
import type { Detection } from './detections.js';

/** A direction on the frame, of length 1, or 0 where there is none. */
export type Direction = readonly [x: number, y: number];

/** From the centre of one box to that of another. */
export function direction(from: Box, to: Box): Direction {
  const x = (to[0] + to[2] - from[0] - from[2]) / 2;
  const y = (to[1] + to[3] - from[1] - from[3]) / 2;
  // As in the authors' code: keeps a box that stands still from having one.
  const length = Math.sqrt(x * x + y * y) + 1e-6;
  return [x / length, y / length];
}

/** A track of OC-SORT: a motion, and the boxes it was seen as. */
export class OcSortTrack {
  readonly id: number;
  detection: Detection;
  /** Frames since it was seen. */
  unseen = 0;
  /** Frames in a row in which it was seen, the one that began it not counted. */
  streak = 0;
  /** Which way it went when it was seen last. */
  heading: Direction = [0, 0];
  readonly #deltaT: number;
  #motion: AreaMotion;
  /** As the motion was when the track was first not seen. */
  #whenLost: AreaMotion | undefined;
  #age = 0;
  /** Boxes it was seen as after the one that began it, by age; the last of them, and what is no more than `deltaT` old. */
  readonly #seen = new Map<number, Box>();
  #lastAge: number | undefined;

  constructor(id: number, detection: Detection, deltaT: number) {
    this.id = id;
    this.detection = detection;
    this.#deltaT = deltaT;
    this.#motion = new AreaMotion(detection.box);
  }

  /** Where it is thought to be. */
  get expected(): Box {
    return this.#motion.box;
  }

  /** The box it was last seen as; undefined until it was seen again after it began. */
  get lastSeen(): Box | undefined {
    return this.#lastAge === undefined ? undefined : this.#seen.get(this.#lastAge);
  }

  /** The box it was seen as `deltaT` frames ago, or as soon as possible after. */
  get seenBefore(): Box | undefined {
    for (let frames = this.#deltaT; frames > 0; frames--) {
      const box = this.#seen.get(this.#age - frames);
      if (box !== undefined) return box;
    }
    return this.lastSeen;
  }

  predict(): void {
    this.#motion.predict();
    this.#age += 1;
    if (this.unseen > 0) this.streak = 0;
    this.unseen += 1;
  }

  /** It was not seen in this frame. */
  miss(): void {
    if (this.unseen === 1 && this.lastSeen !== undefined) this.#whenLost = this.#motion.clone();
  }

  /** It was seen in this frame. */
  see(detection: Detection): void {
    const { box } = detection;
    const before = this.seenBefore;
    if (before !== undefined) this.heading = direction(before, box);
    this.#relive(box);
    this.#motion.update(box);
    this.detection = detection;
    this.unseen = 0;
    this.streak += 1;
    this.#remember(box);
  }

  /**
   * The paper's observation-centric re-update: after a gap the motion is run again from when the track was lost, along
   * a straight line to where it is found. As in the authors' code the line includes its end.
   */
  #relive(box: Box): void {
    const last = this.lastSeen;
    if (this.#whenLost === undefined || last === undefined) return;
    this.#motion = this.#whenLost;
    this.#whenLost = undefined;
    for (let frame = 1; frame <= this.unseen; frame++) {
      this.#motion.update(between(last, box, frame / this.unseen));
      if (frame < this.unseen) this.#motion.predict();
    }
  }

  #remember(box: Box): void {
    this.#seen.set(this.#age, box);
    this.#lastAge = this.#age;
    for (const age of this.#seen.keys()) if (age <= this.#age - this.#deltaT) this.#seen.delete(age);
  }
}

function between(from: Box, to: Box, part: number): Box {
  const at = (a: number, b: number): number => a + (b - a) * part;
  return [at(from[0], to[0]), at(from[1], to[1]), at(from[2], to[2]), at(from[3], to[3])];
}
