import { describe, expect, it } from 'vitest';
import { openTracker } from './open-tracker.js';
import { boxesToTrack, namedBoxes } from './testing/boxes.js';
import { goldens, type NamedBox } from './testing/goldens.js';

/** Pixels. */
const tolerance = 0.02;

/** Where two frames differ, once their ids are translated; `names` learns who is who. */
function differences(
  ours: readonly NamedBox[],
  theirs: readonly NamedBox[],
  names: Map<number, number>,
): string[] {
  const wrong: string[] = [];
  const left = [...ours];
  for (const [id, ...box] of theirs) {
    const at = left.findIndex(([, ...other]) =>
      other.every((value, i) => Math.abs(value - box[i]!) < tolerance),
    );
    const [found] = at < 0 ? [] : left.splice(at, 1);
    const known = names.get(id);
    if (found === undefined) wrong.push(`${id} at ${box.join(' ')} is missing`);
    else if (known === undefined && ![...names.values()].includes(found[0])) names.set(id, found[0]);
    else if (known !== found[0]) wrong.push(`${id} is ${found[0]} and not ${known}`);
  }
  return [...wrong, ...left.map(([id]) => `${id} is too much`)];
}

describe.each(goldens.runs)('$algorithm on $sequence with $parameters', ({ sequence, frames, ...step }) => {
  it('follows as the reference implementation does: the same boxes in every frame, and who is who', () => {
    const tracker = openTracker(step);
    const names = new Map<number, number>();
    const wrong = goldens.sequences[sequence]!.map(({ boxes }, frame) =>
      differences(namedBoxes(tracker.update(boxesToTrack(boxes))), frames[frame]!, names),
    );
    expect(wrong).toEqual(frames.map(() => []));
    expect(names.size).toBeGreaterThan(5);
  });
});
