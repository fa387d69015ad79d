import type { NetworkDefinition, TaskDefinition } from '@farsight/server';
import { expect, it } from 'vitest';
import { taskRows } from './task-rows.js';

const task: TaskDefinition = {
  name: 'plates',
  resultKind: 'text',
  model: {
    name: 'lprnet',
    weights: {
      path: '/nowhere/lprnet.onnx',
      url: 'https://example.org/lprnet.onnx',
      sha256: 'ab'.repeat(32),
    },
    inputLayout: 'NCHW',
    inputWidth: 94,
    inputHeight: 24,
    inputChannels: 3,
    numClasses: 68,
  },
  input: {
    processing: [{ op: 'convert-color-input', format: 'RGB2BGR' }],
    region: {
      where: 'cars',
      which: 'score',
      topK: 3,
      margin: 0.1,
      classFilter: [2],
      processing: [],
    },
  },
  colorFormat: 'BGR',
  preprocess: [{ op: 'totensor', scale: true }],
  decode: { op: 'ctc', blank: 67, layout: 'auto' },
  refine: [],
  finish: [],
  labels: Array.from({ length: 20 }, (_, id) => `c${id}`),
};

it('tells the way of a task from the frame to the result', async () => {
  const definition: NetworkDefinition = {
    name: 'plates',
    description: '',
    licence: '',
    origin: 'plates.yaml',
    tasks: [task],
  };
  expect(await taskRows(task, definition)).toEqual([
    ['', ''],
    ['Task', 'plates: text'],
    ['  frame', 'convert-color-input  format RGB2BGR'],
    ['  input', 'each box of cars, best first, at most 3, grown by 0.1, classes 2 only'],
    ['  before', 'BGR'],
    ['', 'totensor  scale true'],
    ['  network', 'lprnet: 94x24, 3 channels, NCHW, 68 classes'],
    ['  weights', '/nowhere/lprnet.onnx (not there yet)'],
    ['  from', 'https://example.org/lprnet.onnx'],
    ['  SHA-256', 'ab'.repeat(32)],
    ['  decoder', 'ctc  blank 67, layout auto'],
    ['  labels', 'c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, … (20)'],
  ]);
});
