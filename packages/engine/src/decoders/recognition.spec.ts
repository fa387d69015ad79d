import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Classifications, RunOptions } from '@farsight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecognitionStep } from '../definition.js';
import { recognitionDecoder } from './recognition.js';
import { plainGeometry } from './testing/box-selection.js';
import { filledTensor } from './testing/filled-tensor.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-recognition-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(text: string): string {
  const path = join(folder, 'known.json');
  writeFileSync(path, text);
  return path;
}

const known = {
  ann: [1, 0],
  bob: [
    [0, 5],
    [0, -1],
  ],
  cleo: [3, 4],
};

const step: Omit<RecognitionStep, 'embeddingsFile'> = {
  op: 'recognition',
  distanceThreshold: 2,
  distanceMetric: 'euclidean',
  k: 3,
};

function recognise(
  vector: readonly number[],
  values: Partial<RecognitionStep> = {},
  options: RunOptions = {},
  file: unknown = known,
): Classifications {
  const embeddingsFile = write(JSON.stringify(file));
  const decoder = recognitionDecoder({ ...step, embeddingsFile, ...values });
  const outputs = [filledTensor([1, vector.length], vector)];
  return decoder.decode(outputs, plainGeometry(112), options) as Classifications;
}

describe('recognition', () => {
  it('names the nearest known vectors, each name once, whatever their lengths', () => {
    // Cosines 0.8, 0.6 (bob's first) and 0.96.
    const found = recognise([8, 6]);
    expect([...found.classIds]).toEqual([2, 0, 1]);
    [0.98, 0.9, 0.8].forEach((score, i) => expect(found.scores[i]).toBeCloseTo(score, 5));
    expect([...recognise([8, 6], { k: 1 }).classIds]).toEqual([2]);
    expect([...recognise([8, 6], { k: 1 }, { maxResults: 2 }).classIds]).toEqual([2, 0]);
    expect([...recognise([8, 6], {}, { scoreThreshold: 0.95 }).classIds]).toEqual([2]);
  });

  it.each<[RecognitionStep['distanceMetric'], number, number]>([
    // Just what the cosine 0.8 of the second best gives, and a little less near.
    ['euclidean', 0.633, 0.632],
    ['squared_euclidean', 0.401, 0.399],
    ['cosine_distance', 0.201, 0.199],
    ['cosine_similarity', 0.799, 0.801],
    ['dot_product', 0.799, 0.801],
  ])('leaves out what is not near enough by %s', (distanceMetric, enough, tooFar) => {
    const countAt = (distanceThreshold: number): number =>
      recognise([8, 6], { distanceMetric, distanceThreshold }).count;
    expect([countAt(enough), countAt(tooFar)]).toEqual([2, 1]);
  });

  it('names nobody if nothing is near enough, or the vector has no direction', () => {
    expect(recognise([-1, 0], { distanceThreshold: 0.2 })).toMatchObject({ count: 0 });
    for (const vector of [
      [0, 0],
      [NaN, 1],
      [Infinity, 0],
    ])
      expect(recognise(vector).count).toBe(0);
    expect(recognise([1, 0], {}, {}, {}).count).toBe(0);
  });

  it('wants vectors of the size that the network gives', () => {
    expect(() => recognise([1, 0, 0])).toThrow(
      /Expected vectors of 3 values, as the network gives, .* received 2/,
    );
  });
});

describe('the embeddings file', () => {
  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /Expected JSON in the embeddings_file but it is none/],
    ['a list', '[]', /Expected an object of names and vectors/],
    ['nothing', 'null', /Expected an object of names and vectors/],
    ['a name without vectors', '{"ann": []}', /numbers, or lists of them, for "ann"/],
    ['a text', '{"ann": "1, 0"}', /numbers, or lists of them, for "ann"/],
    ['values that are no numbers', '{"ann": [1, null]}', /numbers, or lists of them, for "ann"/],
    ['numbers beside lists', '{"ann": [1, [2]]}', /numbers, or lists of them, for "ann"/],
    ['vectors of two sizes', '{"ann": [1, 0], "bob": [1]}', /Expected 2 values, .* for "bob" .* received 1/],
  ])('is refused if it has %s', (_name, text, message) => {
    const embeddingsFile = write(text);
    const make = (): unknown => recognitionDecoder({ ...step, embeddingsFile });
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_NETWORK' }) as Error);
  });

  it('is not named in the error if it is not there', () => {
    const make = (): unknown => recognitionDecoder({ ...step, embeddingsFile: join(folder, 'secret.json') });
    expect(make).toThrow(/^Expected to read the embeddings_file but it cannot be opened\.$/);
  });
});
