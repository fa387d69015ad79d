import { metaToJson, type Meta } from '@farsight/client';
import { maskFromBitmap } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { codeBlocks } from './code-blocks.js';

const labels = {
  detections: ['person', 'bus'],
  classifications: ['tabby', 'lynx'],
  tracks: ['person'],
  keypoints: ['face'],
  segments: ['cup'],
  'oriented-boxes': ['ship'],
  semantic: ['road', 'sky'],
  names: ['Ann', 'Bob'],
};

const one = (classId: number, score: number) => ({
  count: 1,
  scores: Float32Array.of(score),
  classIds: Int32Array.of(classId),
});
const box = Float32Array.of(10.5, 20, 110.25, 220);

/** The results that the examples of the page show, by task; most tasks are called as their kind. */
const meta: Meta = {
  detections: { kind: 'detections', ...one(1, 0.91), boxes: box },
  classifications: {
    kind: 'classifications',
    count: 2,
    scores: Float32Array.of(0.75, 0.2),
    classIds: Int32Array.of(0, 1),
  },
  tracks: { kind: 'tracks', ...one(0, 0.91), boxes: box, trackIds: Int32Array.of(7) },
  keypoints: {
    kind: 'keypoints',
    ...one(0, 0.99),
    boxes: box,
    keypointsPerBox: 2,
    keypoints: Float32Array.of(40, 60.5, 1, 80, 60, 0.9),
  },
  segments: {
    kind: 'segments',
    ...one(0, 0.8),
    boxes: Float32Array.of(1, 0, 3, 2),
    width: 4,
    height: 3,
    masks: [maskFromBitmap(Uint8Array.of(0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0), 4, 3)],
  },
  'oriented-boxes': { kind: 'oriented-boxes', ...one(0, 0.7), boxes: Float32Array.of(100, 50, 40, 20, 0) },
  semantic: {
    kind: 'semantic',
    width: 4,
    height: 2,
    classIds: Int32Array.of(1, 0),
    lengths: Int32Array.of(5, 3),
  },
  depth: { kind: 'depth', width: 2, height: 1, values: Float32Array.of(0.5, 12) },
  embeddings: { kind: 'embeddings', count: 1, size: 3, vectors: Float32Array.of(0.6, 0, 0.8) },
  text: { kind: 'text', count: 1, texts: ['AB 123'], scores: Float32Array.of(0.97) },
  names: {
    kind: 'classifications',
    ...one(1, 0.64),
    regions: { of: 'keypoints', parents: Int32Array.of(0) },
  },
};

/** The lines of the page's JSON blocks, of which each is one task with its result. */
function examples(): string[] {
  return codeBlocks('docs/clients.md', 'json').flatMap(({ code }) => code.trim().split('\n'));
}

function lineOf(task: string, result: unknown): string {
  return JSON.stringify({ [task]: result });
}

describe('the results in JSON that docs/clients.md shows', () => {
  it.each(Object.entries(metaToJson(meta, labels)))('%s is what is written', (task, result) => {
    expect(examples()).toContain(lineOf(task, result));
  });

  it('masks as polygons are what is written', () => {
    const { segments } = metaToJson(meta, labels, { masks: 'polygons' });
    expect(examples()).toContain(lineOf('segments', segments));
  });

  it('are no others', () => {
    expect(examples()).toHaveLength(Object.keys(meta).length + 1);
  });
});
