import { openFinisher, type NetworkDefinition, type TrackerStep } from '@farsight/engine';
import { MaskComposer } from '@farsight/engine/kernels';
import type { Detections } from '@farsight/protocol';
import { medianMs } from './report.js';

/** The same numbers of 0..1 each time. */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function report(name: string, ms: number): void {
  console.log(`${name.padEnd(44)} ${ms.toFixed(2).padStart(6)} ms`);
}

/** Round prototypes, a blob each: masks with one outline, as those of real networks have. */
function blobs(size: number, channels: number): Float32Array {
  return Float32Array.from({ length: channels * size * size }, (_, i) => {
    const channel = Math.floor(i / (size * size));
    const x = (i % size) - ((channel * 37) % size);
    const y = (Math.floor(i / size) % size) - ((channel * 59) % size);
    return 1 - (x * x + y * y) / 400;
  });
}

function benchMasks(): void {
  const prototypes = { channels: 32, width: 160, height: 160, values: blobs(160, 32) };
  // 1920x1080 letterboxed into 640x640.
  const geometry = {
    scaleX: 1 / 3,
    scaleY: 1 / 3,
    offsetX: 0,
    offsetY: 140,
    sourceWidth: 1920,
    sourceHeight: 1080,
  };
  const composer = new MaskComposer(640, 640);
  for (const count of [5, 20, 50]) {
    const next = numbers();
    const boxes = Array.from({ length: count }, () => {
      const coefficients = Float32Array.from({ length: 32 }, () => next() - 0.4);
      return { coefficients, x: 500 * next(), y: 140 + 250 * next(), side: 40 + 100 * next() };
    });
    const compose = (): void => {
      composer.start(prototypes, geometry);
      for (const { coefficients, x, y, side } of boxes)
        composer.compose(coefficients, x, y, x + side, y + side);
    };
    report(`${count} masks of 1920x1080 pixels`, medianMs(compose, 60));
  }
}

function network(algorithm: TrackerStep['algorithm']): NetworkDefinition {
  const tracker = { op: 'tracker', algorithm, historyLength: 30, subtaskRuns: 10, parameters: {} } as const;
  const task = {
    name: 'tracks',
    model: {
      name: 'none',
      weights: { path: '' },
      inputLayout: 'NCHW',
      inputWidth: 1,
      inputHeight: 1,
      inputChannels: 3,
      numClasses: 1,
    },
    input: { processing: [] },
    colorFormat: 'RGB',
    preprocess: [],
    decode: { op: 'topk', k: 1, largest: true, sorted: true, softmax: false },
    refine: [],
    finish: [tracker],
    labels: [],
    resultKind: 'tracks',
  } as const;
  return { name: 'tracking', description: '', licence: '', origin: '', tasks: [task] };
}

/** Boxes that walk over a picture, each its own way. */
function walkers(count: number): (frame: number) => Detections {
  const next = numbers();
  const walks = Array.from({ length: count }, () => [
    1800 * next(),
    1000 * next(),
    4 * next() - 2,
    4 * next() - 2,
  ]);
  return (frame) => ({
    kind: 'detections',
    count,
    boxes: Float32Array.from(
      walks.flatMap(([x = 0, y = 0, right = 0, down = 0]) => {
        const [left, top] = [x + frame * right, y + frame * down];
        return [left, top, left + 40, top + 80];
      }),
    ),
    scores: new Float32Array(count).fill(0.9),
    classIds: new Int32Array(count),
  });
}

function benchTrackers(): void {
  for (const count of [10, 100]) {
    for (const algorithm of ['sort', 'oc-sort', 'bytetrack', 'scalarmot'] as const) {
      const walk = walkers(count);
      const finisher = openFinisher(network(algorithm));
      let frame = 0;
      const update = (): unknown => finisher?.finish({ tracks: walk(frame++) });
      report(`${count} boxes followed by ${algorithm}`, medianMs(update, 100));
    }
  }
}

/** What the server makes of raw outputs, on one thread: masks in source pixels, and tracks. */
export function benchResults(): Promise<void> {
  benchMasks();
  benchTrackers();
  return Promise.resolve();
}
