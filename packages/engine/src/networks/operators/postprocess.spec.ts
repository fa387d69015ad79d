import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { TaskDefinition } from '../../definition.js';
import { NetworkFolder, detector, refusal } from '../testing/network-files.js';

const folder = new NetworkFolder();

const boxes = {
  boxFormat: 'xywh',
  normalizedCoord: false,
  classFilter: [],
  classExclude: [],
  confThreshold: 0.25,
  maxNmsBoxes: 30_000,
  multiLabel: false,
  nmsIouThreshold: 0.45,
  nmsClassAgnostic: false,
  nmsTopK: 300,
};

const priors = {
  minSizes: [
    [16, 32],
    [64, 128],
    [256, 512],
  ],
  steps: [8, 16, 32],
  variance: [0.1, 0.2],
  clip: false,
};

/** A task with these operators after the network, in flow YAML. */
function after(postprocess: string, extra = ''): TaskDefinition {
  const task = `
      preprocess: [{letterbox: {width: 640, height: 480}}]
      postprocess: [${postprocess}]`;
  return folder.readTask(detector({ task, extra }));
}

/** A task with operators that only Farsight has. */
function afterFarsight(postprocess: string, options = ''): TaskDefinition {
  return after('', `    extra_kwargs: {Farsight: {postprocess: [${postprocess}], ${options}}}`);
}

describe('operators that make a result', () => {
  it.each<[string, string, object]>([
    ['decodeyolo', 'detections', { op: 'decodeyolo', head: 'auto', ...boxes }],
    ['decodeyolopose', 'keypoints', { op: 'decodeyolopose', keypoints: 0, ...boxes, nmsIouThreshold: 0.65 }],
    ['decodeyoloseg', 'segments', { op: 'decodeyoloseg', ...boxes, nmsIouThreshold: 0.7, nmsTopK: 30 }],
    [
      'decode-ssd-mobilenet',
      'detections',
      { op: 'decode-ssd-mobilenet', ...boxes, boxFormat: 'xyxy', normalizedCoord: true },
    ],
    [
      'decode-retinaface',
      'keypoints',
      { op: 'decode-retinaface', ...boxes, normalizedCoord: true, ...priors },
    ],
    [
      'decodertmdet',
      'detections',
      { op: 'decodertmdet', ...boxes, boxFormat: 'xyxy', normalizedCoord: true },
    ],
    ['topk', 'classifications', { op: 'topk', k: 1, largest: true, sorted: false, softmax: 'auto' }],
    ['semantic-segmentation', 'semantic', { op: 'semantic-segmentation', binaryThreshold: 1 }],
  ])('%s has the defaults of the format', (name, resultKind, decode) => {
    expect(after(name)).toMatchObject({ resultKind, refine: [], finish: [] });
    expect(after(name).decode).toEqual(decode);
  });

  it.each<[string, string, object]>([
    ['{embedding: {}}', 'embeddings', { op: 'embedding' }],
    ['{ctc: {blank: 67, layout: steps-first}}', 'text', { op: 'ctc', blank: 67, layout: 'steps-first' }],
    ['{ctc: {blank: 0}}', 'text', { op: 'ctc', blank: 0, layout: 'auto' }],
    ['decodeyoloobb', 'oriented-boxes', { op: 'decodeyoloobb', ...boxes }],
    ['decode-detr', 'detections', { op: 'decode-detr', ...boxes, normalizedCoord: true }],
    ['depth', 'depth', { op: 'depth' }],
  ])('%s is read where only Farsight looks', (postprocess, resultKind, decode) => {
    const task = afterFarsight(postprocess);
    expect(task.decode).toEqual(decode);
    expect(task.resultKind).toBe(resultKind);
  });

  it('read all their parameters', () => {
    const { decode } = after(
      '{decode-retinaface: {box_format: xyxy, normalized_coord: no, max_nms_boxes: 9, conf_threshold: 0.02, ' +
        'use_multi_label: yes, nms_iou_threshold: 0.4, nms_class_agnostic: yes, nms_top_k: 7, ' +
        'label_filter: [dog], label_exclude: cat, num_classes: 2}}',
    );
    expect(decode).toMatchObject({
      boxFormat: 'xyxy',
      normalizedCoord: false,
      classFilter: [1],
      classExclude: [0],
      confThreshold: 0.02,
      maxNmsBoxes: 9,
      multiLabel: true,
      nmsIouThreshold: 0.4,
      nmsClassAgnostic: true,
      nmsTopK: 7,
    });
    expect(
      after('{semantic-segmentation: {width: 9, height: 9, palette: [1], binary_threshold: 0.5}}').decode,
    ).toEqual({ op: 'semantic-segmentation', binaryThreshold: 0.5 });
    expect(after('{decodeyoloseg: {unpad: False}}').decode.op).toBe('decodeyoloseg');
  });

  it('take priors, anchors and numbers of keypoints from the model', () => {
    const cfg = '{min_sizes: [[10, 20], [32]], steps: [8, 16], variance: [0.3, 0.4], clip: True}';
    expect(after('decode-retinaface', `    extra_kwargs: {RetinaFace: {cfg: ${cfg}}}`).decode).toMatchObject({
      minSizes: [[10, 20], [32]],
      steps: [8, 16],
      variance: [0.3, 0.4],
      clip: true,
    });
    const extra = '    extra_kwargs: {YOLO: {strides: [8]}, Farsight: {keypoints: 17, yolo_head: raw}}';
    expect(after('decodeyolopose', extra).decode).toMatchObject({ keypoints: 17 });
    expect(after('decodeyolo', extra).decode).toMatchObject({ head: 'raw', strides: [8] });
  });

  it('may name the classes', () => {
    const faces = after(
      '{decode-retinaface: {labels: [face, background], label_filter: [face]}}',
      '    num_classes: 1',
    );
    expect(faces).toMatchObject({ labels: ['face'], decode: { classFilter: [0] } });
    expect(after('{decode-ssd-mobilenet: {overwrite_labels: "a, b"}}').labels).toEqual([
      'background',
      'a',
      'b',
    ]);
    expect(after('{decode-ssd-mobilenet: {overwrite_labels: True}}').labels).toEqual([
      'background',
      'cat',
      'dog',
    ]);
  });

  it('are not needed by models whose output is a vector', () => {
    for (const category of ['ReIdentification', 'face_recognition', 'Embeddings']) {
      expect(after('', `    task_category: ${category}`)).toMatchObject({
        decode: { op: 'embedding' },
        resultKind: 'embeddings',
      });
    }
    expect(() => after('', '    task_category: Classification')).toThrow(/received 0\.$/);
  });

  it('are known by their classes under other names', () => {
    const classes = {
      DecodeYolo: 'decodeyolo',
      DecodeYoloPose: 'decodeyolopose',
      DecodeYoloSeg: 'decodeyoloseg',
      DecodeSsdMobilenet: 'decode-ssd-mobilenet',
      DecodeRetinaface: 'decode-retinaface',
      DecodeRTMDet: 'decodertmdet',
    };
    for (const [name, op] of Object.entries(classes)) {
      const task = '      template_path: yolo-resize.yaml\n      postprocess: [{mine: {}}]'.replace(
        'template_path: yolo-resize.yaml',
        'preprocess: [{letterbox: {width: 640, height: 480}}]',
      );
      const rest = `operators: {mine: {class: ${name}, class_path: x.py}}`;
      expect(folder.readTask(detector({ task, rest })).decode.op).toBe(op);
    }
  });
});

describe('recognition', () => {
  it('names by a file of vectors', () => {
    writeFileSync(
      join(folder.path, 'known.json'),
      JSON.stringify({
        ann: [1, 0],
        bob: [
          [0, 1],
          [1, 1],
        ],
      }),
    );
    const task = after(
      '{recognition: {embeddings_file: known.json, distance_metric: euclidean_distance, distance_threshold: 0.4, k: 2}}',
      '    num_classes: 1',
    );
    expect(task).toMatchObject({ labels: ['ann', 'bob'], resultKind: 'classifications' });
    expect(task.decode).toEqual({
      op: 'recognition',
      embeddingsFile: join(folder.path, 'known.json'),
      distanceThreshold: 0.4,
      distanceMetric: 'euclidean',
      k: 2,
    });
    expect(
      after('{recognition: {embeddings_file: known.json, distance_metric: cosine_similarity}}').decode,
    ).toMatchObject({ distanceMetric: 'cosine_similarity', distanceThreshold: 0.2, k: 1 });
  });

  it.each([
    [
      'is not there',
      undefined,
      /Expected a JSON file of names and vectors at "known.json" .* there is none\.$/,
    ],
    ['is no JSON', '{', /operator recognition: Expected JSON/],
    ['has no names', '[1]', /operator recognition: Expected an object of names and vectors/],
    ['has something else than vectors', '{"a": ["x"]}', /operator recognition: Expected .*"a"/],
    ['has vectors of two sizes', '{"a": [1], "b": [1, 2]}', /operator recognition: Expected 1 values/],
  ])('refuses a file that %s', (_, content, message) => {
    if (content !== undefined) writeFileSync(join(folder.path, 'known.json'), content);
    expect(() => after('{recognition: {embeddings_file: known.json}}')).toThrow(
      refusal('INVALID_NETWORK', message),
    );
  });
});

describe('operators after the result', () => {
  it('leave small boxes out, then follow the rest', () => {
    const task = after(
      'decodeyolo, {filterdetections: {min_width: 10, min_height: 12}}, {tracker: {algo_params: {max_age: 50}}}',
    );
    expect(task).toMatchObject({
      decode: { op: 'decodeyolo' },
      refine: [{ op: 'filterdetections', minWidth: 10, minHeight: 12 }],
      resultKind: 'tracks',
    });
    expect(task.finish).toEqual([
      {
        op: 'tracker',
        algorithm: 'oc-sort',
        historyLength: 30,
        subtaskRuns: 10,
        parameters: { max_age: 50 },
      },
    ]);
    expect(after('decodeyolopose, tracker').resultKind).toBe('keypoints');
    expect(after('decodeyoloseg, {tracker: {algorithm: ByteTrack}}')).toMatchObject({
      resultKind: 'segments',
      finish: [{ algorithm: 'bytetrack', parameters: {} }],
    });
    const extra = '    extra_kwargs: {Farsight: {postprocess: [decode-detr]}}';
    expect(after('tracker', extra).resultKind).toBe('tracks');
  });

  it.each([
    ['decodeyolo, tracker, filterdetections', /Expected filterdetections before tracker/],
    ['decodeyolo, tracker, tracker', /Expected one tracker in a task/],
    [
      'topk, tracker',
      /operator tracker: Expected a task that gives detections or keypoints or segments .* it gives classifications/,
    ],
    ['topk, filterdetections', /operator filterdetections: Expected a task that gives detections/],
    [
      'decodeyolo, {addclassificationstotracker: {where: x}}',
      /Expected a task that gives classifications .* gives detections/,
    ],
    ['decodeyolo, {addkeypointstotracker: {where: x}}', /Expected a task that gives keypoints/],
    [
      'topk, {addclassificationstotracker: {where: x}}',
      /Expected a task on the boxes of x .* it runs on the whole frame/,
    ],
    ['filterdetections', /Expected one operator under postprocess that makes a result/],
  ])('are refused: %s', (postprocess, message) => {
    expect(() => after(postprocess)).toThrow(refusal('INVALID_NETWORK', message));
  });
});
