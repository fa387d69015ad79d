import { describe, expect, it } from 'vitest';
import type { Embeddings, Keypoints } from '@farsight/protocol';
import type { FaceAlignStep, NetworkDefinition, TaskDefinition } from '../definition.js';
import { loadNetwork } from './load-network.js';
import type { FakeWeights } from '../backends/testing/fake-backend.js';
import type { LoadedNetwork } from './loaded-network.js';
import {
  fakeBackend,
  finderTask,
  finderWeights,
  gridFrame,
  namerTask,
  namerWeights,
  networkOf,
  regionOf,
} from './testing/fake-tasks.js';

const align: FaceAlignStep = { op: 'face-align', width: 2, height: 2, templateX: [0, 1], templateY: [0, 0] };

/** Finds poses of two points. */
const poses = finderTask({
  decode: {
    ...(finderTask().decode as Extract<TaskDefinition['decode'], { op: 'decodeyolo' }>),
    op: 'decodeyolopose',
    keypoints: 2,
  },
  resultKind: 'keypoints',
});

/** Boxes of the whole 8x8 input with two points each, x1, y1, x2, y2. */
function poseWeights(points: readonly (readonly [number, number, number, number])[]): FakeWeights {
  // Candidates without a score behind them: heads have more candidates than values each.
  const data = new Float32Array(11 * 16);
  points.forEach(([x1, y1, x2, y2], i) => {
    [4, 4, 8 - i, 8 - i, 0.9, x1, y1, 1, x2, y2, 1].forEach((value, row) => {
      data[16 * row + i] = value;
    });
  });
  return {
    inputs: [{ name: 'x', type: 'float32', dims: [1, 3, 8, 8] }],
    outputs: [{ name: 'y', type: 'float32', dims: [1, 11, 16] }],
    run: () => [{ type: 'float32', dims: [1, 11, 16], data }],
  };
}

function load(definition: NetworkDefinition, finder = finderWeights(() => [])): Promise<LoadedNetwork> {
  return loadNetwork(definition, { intraOpThreads: 1 }, fakeBackend(finder, namerWeights(1)));
}

const aligned = namerTask({}, { preprocess: [align], decode: { op: 'embedding' }, resultKind: 'embeddings' });
const depth = { decode: { op: 'depth' }, resultKind: 'depth' } as const;
const turn = { op: 'perspective', matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
const poseModel = { ...poses, model: { ...poses.model, numClasses: 1 } };

describe('tasks that do not fit each other', () => {
  it.each<[string, string, RegExp, TaskDefinition[]]>([
    [
      'regions of no task',
      'INVALID_NETWORK',
      /boxes for where of task name .* faces/,
      [namerTask({ where: 'faces' })],
    ],
    [
      'regions of a later task',
      'INVALID_NETWORK',
      /where of task name .* received find/,
      [namerTask(), finderTask()],
    ],
    [
      'regions of a task without boxes',
      'INVALID_NETWORK',
      /received first, which finds classifications/,
      [namerTask({}, { name: 'first', input: { processing: [] } }), namerTask({ where: 'first' })],
    ],
    [
      'regions as they are',
      'INVALID_NETWORK',
      /regions have different sizes/,
      [finderTask(), namerTask({}, { preprocess: [] })],
    ],
    [
      'faces without points',
      'INVALID_NETWORK',
      /of a task that finds keypoints for face-align/,
      [finderTask(), aligned],
    ],
    [
      'faces of another size',
      'INVALID_NETWORK',
      /Expected 2x2, the size of the input, for face-align but received 3x2/,
      [poseModel, { ...aligned, preprocess: [{ ...align, width: 3 }] }],
    ],
    [
      'faces aligned late',
      'INVALID_NETWORK',
      /face-align once and before all other/,
      [poseModel, { ...aligned, preprocess: [{ op: 'totensor', scale: true }, align] }],
    ],
    [
      'a template of three points',
      'INVALID_NETWORK',
      /Expected boxes with 3 keypoints, .* received 2 keypoints/,
      [poseModel, { ...aligned, preprocess: [{ ...align, templateX: [0, 1, 0], templateY: [0, 0, 1] }] }],
    ],
    ['depth of regions', 'UNSUPPORTED', /depth of whole frames/, [finderTask(), namerTask({}, depth)]],
    [
      'depth of warped frames',
      'UNSUPPORTED',
      /depth of whole frames/,
      [namerTask({}, { ...depth, input: { processing: [turn] } })],
    ],
  ])('are refused when loaded: %s', async (_name, code, message, tasks) => {
    const finder = tasks[0] === poseModel ? poseWeights([[1, 1, 2, 1]]) : undefined;
    const loading = load(networkOf(...tasks), finder);
    await expect(loading).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});

describe('face-align', () => {
  it("puts each box's points on the template, and leaves out boxes whose points do not tell", async () => {
    const finder = poseWeights([
      [3, 2, 4, 2],
      [5, 5, 5, 5],
      [6, 4, 7, 4],
    ]);
    const network = await load(networkOf(poseModel, aligned), finder);
    const { meta } = await network.run(gridFrame(), {});
    const [faces, { vectors, regions }] = [meta.find as Keypoints, meta.name as Embeddings];
    expect(faces.count).toBe(3);
    expect(regions).toEqual({ of: 'find', parents: Int32Array.of(0, 2) });
    // The first pixel of the crop is red 30, green 20, blue 1, and red 60, green 40, blue 1.
    const expected = [30, 20, 1].map((value) => value / Math.hypot(30, 20, 1));
    expected.forEach((value, i) => expect(vectors[i]).toBeCloseTo(value, 5));
    expect(vectors[3]).toBeCloseTo(60 / Math.hypot(60, 40, 1), 5);
  });
});

describe('processed frames', () => {
  const moveRight = (streams: readonly string[]): TaskDefinition['input']['processing'] => [
    { op: 'perspective', matrix: [1, 0, 2, 0, 1, 0, 0, 0, 1], match: { mode: 'include', streams } },
  ];

  it('are seen by the task, and its boxes are in the frame as it came, on the streams meant', async () => {
    const finder = finderWeights(() => [[4, 1, 6, 3, 0.9, 0]]);
    const network = await load(networkOf(finderTask({ input: { processing: moveRight(['left']) } })), finder);
    const boxes = async (streamId?: string): Promise<number[]> => {
      const context = streamId === undefined ? {} : { streamId };
      const { meta } = await network.run(gridFrame(), {}, context);
      return [...(meta.find as Keypoints).boxes];
    };
    expect(await boxes('left')).toEqual([2, 1, 4, 3]);
    expect(await boxes('right')).toEqual([4, 1, 6, 3]);
    expect(await boxes()).toEqual([4, 1, 6, 3]);
  });

  it('are cropped where the boxes lie in them', async () => {
    const finder = finderWeights(() => [[4, 1, 6, 3, 0.9, 0]]);
    const onFrame = namerTask({}, { input: { processing: moveRight(['left']), region: regionOf() } });
    const onCrop = namerTask({ processing: moveRight(['left']) }, { name: 'crop' });
    const network = await load(networkOf(finderTask(), onFrame, onCrop), finder);
    const { meta } = await network.run(gridFrame(), {}, { streamId: 'left' });
    expect(meta.name).toMatchObject({ scores: Float32Array.of(40) });
    // Within its crop the first pixel moved out to the right: black came in.
    expect(meta.crop).toMatchObject({ scores: Float32Array.of(0) });
  });
});
