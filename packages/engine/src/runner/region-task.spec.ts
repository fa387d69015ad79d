import { describe, expect, it } from 'vitest';
import type { Classifications } from '@farsight/protocol';
import type { FakeWeights } from '../backends/testing/fake-backend.js';
import type { RegionInput, TaskDefinition } from '../definition.js';
import { loadNetwork } from './load-network.js';
import type { LoadedNetwork, NetworkRun } from './loaded-network.js';
import type { FakeBox } from './testing/fake-tasks.js';
import {
  fakeBackend,
  finderTask,
  finderWeights,
  gridFrame,
  namerTask,
  namerWeights,
  networkOf,
} from './testing/fake-tasks.js';

const three: readonly FakeBox[] = [
  [3, 1, 5, 3, 0.9, 0],
  [1, 4, 3, 7, 0.8, 1],
  [6, 2, 8, 4, 0.7, 0],
];

function load(
  boxes: readonly FakeBox[],
  region: Partial<RegionInput> = {},
  namer: FakeWeights = namerWeights(null),
  changes: Partial<TaskDefinition> = {},
): Promise<LoadedNetwork> {
  const backend = fakeBackend(
    finderWeights(() => boxes),
    namer,
  );
  return loadNetwork(networkOf(finderTask(), namerTask(region, changes)), { intraOpThreads: 1 }, backend);
}

function named({ meta }: NetworkRun): Classifications {
  return meta.name as Classifications;
}

/** Everything that is run when loaded is left out of the record. */
async function shapesOf(
  boxes: readonly FakeBox[],
  weights: (shapes: (readonly number[])[]) => FakeWeights,
): Promise<{ run: NetworkRun; rows: number[] }> {
  const shapes: (readonly number[])[] = [];
  const network = await load(boxes, {}, weights(shapes));
  shapes.length = 0;
  const run = await network.run(gridFrame(), {});
  return { run, rows: shapes.map(([rows = 0]) => rows) };
}

const expected = {
  kind: 'classifications',
  count: 3,
  classIds: Int32Array.of(0, 1, 0),
  scores: Float32Array.of(30, 40, 60),
  regions: { of: 'find', parents: Int32Array.of(0, 1, 2) },
};

describe('a task on the boxes of another', () => {
  it('looks at each box, and says which', async () => {
    const network = await load(three);
    expect(named(await network.run(gridFrame(), {}))).toEqual(expected);
  });

  it('runs all boxes together where the weights allow it, and one by one where not, with the same result', async () => {
    const together = await shapesOf(three, (shapes) => namerWeights(null, shapes));
    const alone = await shapesOf(three, (shapes) => namerWeights(1, shapes));
    expect([together.rows, alone.rows]).toEqual([[3], [1, 1, 1]]);
    expect(named(together.run)).toEqual(expected);
    expect(named(alone.run)).toEqual(expected);
  });

  it('runs no more boxes together than pay', async () => {
    const many = Array.from({ length: 9 }, (_, i): FakeBox => {
      const [x, y] = [i % 7, Math.floor(i / 7)];
      return [x, y, x + 1, 8, 0.9 - i / 100, 0];
    });
    const { run, rows } = await shapesOf(many, (shapes) => namerWeights(null, shapes));
    expect(rows).toEqual([4, 4, 1]);
    expect([...named(run).scores]).toEqual([1, 10, 20, 30, 40, 50, 60, 10, 10]);
  });

  it.each<[string, NonNullable<FakeWeights['run']>]>([
    [
      'mix the rows of a batch',
      ([input]) => {
        const [rows = 1] = input?.dims ?? [];
        const mean = [...(input?.data ?? [])].reduce<number>((sum, value) => sum + Number(value), 0) / rows;
        return [{ type: 'float32', dims: [rows, 3], data: new Float32Array(3 * rows).fill(mean) }];
      },
    ],
    [
      'give something else than rows',
      ([input]) => [{ type: 'float32', dims: [1, 3], data: Float32Array.of(0, 1, Number(input?.data[0])) }],
    ],
    [
      'fail with more than one row',
      (inputs) => {
        if (inputs[0]?.dims[0] !== 1) throw new Error('Got invalid dimensions');
        return [{ type: 'float32', dims: [1, 3], data: Float32Array.of(1, 2, 3) }];
      },
    ],
  ])('runs weights one by one that take rows but %s', async (_what, run) => {
    const { rows } = await shapesOf(three, (shapes) => ({
      ...namerWeights(null),
      run: (inputs) => {
        shapes.push(inputs[0]?.dims ?? []);
        return run(inputs);
      },
    }));
    expect(rows).toEqual([1, 1, 1]);
  });

  it('looks at the boxes wanted, in the order wanted', async () => {
    const parents = async (region: Partial<RegionInput>): Promise<number[]> => {
      const network = await load(three, region);
      return [...(named(await network.run(gridFrame(), {})).regions?.parents ?? [])];
    };
    expect(await parents({ which: 'area' })).toEqual([1, 0, 2]);
    expect(await parents({ which: 'center', topK: 2 })).toEqual([0, 1]);
    expect(await parents({ which: 'score', classFilter: [0] })).toEqual([0, 2]);
  });

  it('gives a result without entries where there are no boxes, and does not run', async () => {
    const { run, rows } = await shapesOf([], (shapes) => namerWeights(null, shapes));
    expect(rows).toEqual([]);
    expect(named(run)).toEqual({
      kind: 'classifications',
      count: 0,
      classIds: new Int32Array(0),
      scores: new Float32Array(0),
      regions: { of: 'find', parents: new Int32Array(0) },
    });
  });

  it('brings what it finds in crops back to pixels of the frame', async () => {
    // The second finder sees 4x4 pixels from column 2, row 3 on, twice as large.
    const boxes: FakeBox[][] = [[[2, 3, 6, 7, 0.9, 0]], [[1, 2, 5, 6, 0.6, 1]]];
    const backend = fakeBackend(
      finderWeights(() => boxes[0] ?? []),
      finderWeights(() => boxes[1] ?? []),
    );
    const inside = { ...finderTask(), name: 'inside', input: namerTask().input };
    const second: TaskDefinition = {
      ...inside,
      model: { ...inside.model, weights: namerTask().model.weights },
    };
    const network = await loadNetwork(networkOf(finderTask(), second), { intraOpThreads: 1 }, backend);
    const { meta } = await network.run(gridFrame(), {});
    expect(meta.inside).toMatchObject({
      boxes: Float32Array.of(2.5, 4, 4.5, 6),
      classIds: Int32Array.of(1),
      regions: { of: 'find', parents: Int32Array.of(0) },
    });
  });

  it('grows boxes by the margin, and keeps them in the frame', async () => {
    const network = await load([[4, 4, 6, 6, 0.9, 0]], { margin: 1 });
    expect([...named(await network.run(gridFrame(), {})).scores]).toEqual([30]);
    const edge = await load([[0, 0, 8, 8, 0.9, 0]], { margin: 0.5 });
    expect([...named(await edge.run(gridFrame(), {})).scores]).toEqual([1]);
  });

  it('takes a frame of one pixel', async () => {
    const network = await load([[0, 0, 8, 8, 0.9, 0]]);
    expect(named(await network.run(gridFrame(1, 1), {}))).toMatchObject({ count: 1 });
  });
});

describe('the frame of a cascade', () => {
  it('is disposed once, after the last crop was taken and before that runs', async () => {
    const frame = gridFrame();
    const seen: number[] = [];
    const watched: FakeWeights = {
      ...namerWeights(1),
      run: (inputs) => {
        seen.push(frame.disposed);
        return namerWeights(1).run?.(inputs) ?? [];
      },
    };
    const network = await load(three, {}, watched);
    seen.length = 0;
    await network.run(frame, {});
    expect(seen).toEqual([0, 0, 1]);
    expect(frame.disposed).toBe(1);
  });

  it('is disposed where nothing is found, and where a task fails', async () => {
    const empty = gridFrame();
    await (await load([])).run(empty, {});
    expect(empty.disposed).toBe(1);
    let fails = false;
    const finder = finderWeights(() => {
      if (fails) throw new Error('Non-zero status code');
      return three;
    });
    const definition = networkOf(finderTask(), namerTask());
    const network = await loadNetwork(
      definition,
      { intraOpThreads: 1 },
      fakeBackend(finder, namerWeights(1)),
    );
    fails = true;
    const failing = gridFrame();
    await expect(network.run(failing, {})).rejects.toMatchObject({
      code: 'INTERNAL',
      message: 'Network net failed on this frame.',
    });
    expect(failing.disposed).toBe(1);
    fails = false;
    expect(named(await network.run(gridFrame(), {}))).toMatchObject({ count: 3 });
  });
});

describe('tasks asked for', () => {
  it('bring those along that they need', async () => {
    const network = await load(three);
    const keys = async (...tasks: string[]): Promise<string[]> =>
      Object.keys((await network.run(gridFrame(), { tasks })).meta);
    expect(await keys('name')).toEqual(['find', 'name']);
    expect(await keys('find')).toEqual(['find']);
  });
});
