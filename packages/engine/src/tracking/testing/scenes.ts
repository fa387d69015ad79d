import type { NamedBox } from './goldens.js';

/** One frame of a scene: what there is, and what a detector found of it (x1, y1, x2, y2, score). */
export interface SceneFrame {
  readonly truth: readonly NamedBox[];
  readonly boxes: readonly (readonly number[])[];
}

/** A thing that moves evenly: where its centre is in frame 0, its speed, and in which frames it is there and seen. */
interface Thing {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy?: number;
  readonly from?: number;
  readonly to?: number;
  readonly hidden?: readonly [from: number, to: number];
}

const frameCount = 60;

/** What trackers are for; each with what a person would see in it. */
export const scenes: Readonly<Record<string, readonly SceneFrame[]>> = {
  'two that cross': scene([
    { x: 60, y: 100, dx: 6 },
    { x: 420, y: 118, dx: -6 },
  ]),
  'one hidden for 8 frames': scene([
    { x: 60, y: 100, dx: 4, hidden: [25, 33] },
    { x: 60, y: 250, dx: 4 },
  ]),
  'some come, some go': scene([
    { x: 60, y: 60, dx: 5, to: 30 },
    { x: 500, y: 160, dx: -5, from: 20 },
    { x: 60, y: 260, dx: 5, from: 10, to: 50 },
  ]),
  'a camera that shakes': scene(
    [
      { x: 60, y: 100, dx: 5 },
      { x: 500, y: 200, dx: -5 },
      { x: 200, y: 300, dx: 2, dy: -1 },
    ],
    { jitter: 4 },
  ),
  'a detector that misses every tenth box': scene(
    [
      { x: 60, y: 100, dx: 5 },
      { x: 500, y: 200, dx: -5 },
    ],
    { missed: 0.1 },
  ),
};

/** The same every time: a linear congruential generator (Numerical Recipes' constants). */
function scene(things: readonly Thing[], { jitter = 0, missed = 0 } = {}): readonly SceneFrame[] {
  let seed = 1;
  const random = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Array.from({ length: frameCount }, (_, frame) => {
    const shake = [jitter * (random() - 0.5), jitter * (random() - 0.5)] as const;
    const truth: NamedBox[] = [];
    const boxes: number[][] = [];
    things.forEach(({ x, y, dx, dy = 0, from = 0, to = frameCount, hidden = [0, 0] }, name) => {
      if (frame < from || frame >= to) return;
      const [cx, cy] = [x + dx * frame + shake[0], y + dy * frame + shake[1]];
      const box = [cx - 20, cy - 40, cx + 20, cy + 40] as const;
      truth.push([name, ...box]);
      const isHidden = frame >= hidden[0] && frame < hidden[1];
      if (!isHidden && random() >= missed)
        boxes.push([...box.map((v) => v + random() - 0.5), 0.75 + 0.2 * random()]);
    });
    return { truth, boxes };
  });
}
