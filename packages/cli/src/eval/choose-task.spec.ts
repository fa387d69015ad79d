import type { ResultKind } from '@farsight/client';
import type { NetworkDefinition } from '@farsight/server';
import { describe, expect, it } from 'vitest';
import { chooseTask, type Task } from './choose-task.js';
import { measuredBy, measuredNetwork } from './measured-network.js';

const selection = {
  boxFormat: 'xywh',
  normalizedCoord: false,
  classFilter: [],
  classExclude: [],
  confThreshold: 0.001,
  maxNmsBoxes: 30_000,
  multiLabel: true,
  nmsIouThreshold: 0.65,
  nmsClassAgnostic: false,
  nmsTopK: 300,
} as const;

function taskOf(name: string, resultKind: ResultKind, more: Partial<Task> = {}): Task {
  return {
    name,
    model: {
      name,
      weights: { path: '' },
      inputLayout: 'NCHW',
      inputWidth: 1,
      inputHeight: 1,
      inputChannels: 3,
      numClasses: 2,
    },
    input: { processing: [] },
    colorFormat: 'RGB',
    preprocess: [],
    decode: { op: 'decodeyolo', head: 'auto', ...selection },
    refine: [],
    finish: [],
    labels: [],
    resultKind,
    ...more,
  };
}

function networkOf(...tasks: Task[]): NetworkDefinition {
  return { name: 'net', description: '', licence: '', origin: '', tasks };
}

describe('chooseTask', () => {
  it('takes the first task that can be measured, by all its metrics or the one asked for', () => {
    const network = networkOf(
      taskOf('depth', 'depth'),
      taskOf('people', 'keypoints'),
      taskOf('text', 'text'),
    );
    expect(chooseTask(network, undefined)).toMatchObject({
      task: { name: 'people' },
      metrics: ['keypoints', 'boxes'],
    });
    expect(chooseTask(network, 'boxes')).toMatchObject({ task: { name: 'people' }, metrics: ['boxes'] });
    expect(chooseTask(network, 'text')).toMatchObject({ task: { name: 'text' }, metrics: ['text'] });
  });

  it('says what can be measured where nothing can', () => {
    const network = networkOf(taskOf('depth', 'depth'), taskOf('faces', 'embeddings'));
    expect(() => chooseTask(network, undefined)).toThrow(
      /^net gives depth, embeddings, which nothing measures. What can be measured: detections \(boxes\)/,
    );
    expect(() => chooseTask(networkOf(taskOf('a', 'text')), 'boxes')).toThrow('the metric boxes measures');
  });
});

describe('measuredNetwork', () => {
  const given = { conf: undefined, iou: undefined, singleLabel: false };

  it('is cut off after the task, without trackers', () => {
    const tracker = {
      op: 'tracker',
      algorithm: 'sort',
      historyLength: 1,
      subtaskRuns: 0,
      parameters: {},
    } as const;
    const first = taskOf('a', 'tracks', { finish: [tracker] });
    const { tasks } = measuredNetwork(networkOf(first, taskOf('b', 'detections')), first, given);
    expect(tasks).toMatchObject([{ name: 'a', finish: [], resultKind: 'detections' }]);
    expect(tasks[0]?.decode).toEqual(first.decode);
  });

  it('has the thresholds that are given in the task that is measured alone', () => {
    const network = networkOf(taskOf('a', 'detections'), taskOf('b', 'detections'));
    const { tasks } = measuredNetwork(network, network.tasks[1]!, { conf: 0, iou: 0.5, singleLabel: true });
    expect(tasks[0]?.decode).toEqual(network.tasks[0]?.decode);
    expect(measuredBy(tasks[1]!)).toEqual({
      confThreshold: 0,
      nmsIouThreshold: 0.5,
      nmsClassAgnostic: false,
      multiLabel: false,
      nmsTopK: 300,
    });
  });

  it('gives five classes for top-5 accuracy', () => {
    const decode = { op: 'topk', k: 1, largest: true, sorted: true, softmax: 'auto' } as const;
    const task = taskOf('a', 'classifications', { decode });
    const { tasks } = measuredNetwork(networkOf(task), task, { ...given, conf: 0.5 });
    expect(tasks[0]?.decode).toMatchObject({ op: 'topk', k: 5 });
    expect(measuredBy(task)).toEqual({});
  });
});
