import { describe, expect, it } from 'vitest';

import type { NetworkDefinition } from '../../definition.js';
import { NetworkFolder, cascade, refusal } from '../testing/network-files.js';

const folder = new NetworkFolder();

const detections = { name: 'found', task: 'template_path: yolo-letterbox.yaml' };

/** A tracker that is a task of its own, between a detector and a classifier. */
function read(parameters: string, where = 'followed', operator = 'tracker'): NetworkDefinition {
  return folder.read(
    cascade(
      detections,
      { name: 'followed', task: `cv_process: [${operator}: {${parameters}}], input: {source: full}` },
      { name: 'sort', task: `template_path: torch-imagenet.yaml, input: {source: roi, where: ${where}}` },
    ),
  );
}

describe('a tracker as a task of its own', () => {
  it('becomes the last step of the task whose boxes it follows, which has its name from then on too', () => {
    const { tasks } = read(
      'algorithm: oc-sort, bbox_task_name: found, history_length: 5, min_width: 4, algo_params: {max_age: 9}, label_filter: []',
    );
    expect(tasks.map(({ name }) => name)).toEqual(['found', 'sort']);
    expect(tasks[0]).toMatchObject({
      refine: [{ op: 'filterdetections', minWidth: 4, minHeight: 0 }],
      resultKind: 'tracks',
    });
    expect(tasks[0]?.finish).toEqual([
      { op: 'tracker', algorithm: 'oc-sort', historyLength: 5, subtaskRuns: 10, parameters: { max_age: 9 } },
    ]);
    expect(tasks[1]?.input.region?.where).toBe('found');
    expect(read('bbox_task_name: found', 'found').tasks[0]?.refine).toEqual([]);
  });

  it.each([
    [
      '',
      'tracker',
      'INVALID_NETWORK',
      /task followed, operator tracker: Expected a value for bbox_task_name/,
    ],
    [
      'bbox_task_name: fund',
      'tracker',
      'INVALID_NETWORK',
      /for bbox_task_name but received "fund" \(did you mean "found"\?\)/,
    ],
    ['bbox_task_name: sort', 'tracker', 'INVALID_NETWORK', /"sort", which comes after it/],
    [
      'bbox_task_name: found, embeddings_task_name: x',
      'tracker',
      'UNSUPPORTED',
      /embeddings_task_name of a tracker is not supported yet/,
    ],
    [
      'bbox_task_name: found, algorithm: tracktrack',
      'tracker',
      'INVALID_NETWORK',
      /for algorithm but received "tracktrack"/,
    ],
    [
      'bbox_task_name: found, min_hieght: 1',
      'tracker',
      'INVALID_NETWORK',
      /"min_hieght" \(did you mean "min_height"\?\)/,
    ],
    ['', 'opticalflow', 'INVALID_NETWORK', /Expected one operator under cv_process: tracker/],
  ])('is refused with {%s}', (parameters, operator, code, message) => {
    expect(() => read(parameters, 'found', operator)).toThrow(refusal(code, message));
  });

  it('follows each task once', () => {
    const tracker = 'cv_process: [tracker: {bbox_task_name: found}]';
    const twice = cascade(detections, { name: 'a', task: tracker }, { name: 'b', task: tracker });
    expect(() => folder.read(twice)).toThrow(
      refusal(
        'INVALID_NETWORK',
        /task b, operator tracker: Expected one tracker for found but it has one already/,
      ),
    );
  });
});
