import type { LetterboxStep, PreprocessStep } from '@farsight/engine';
import type { Candidates, InputShape } from '@farsight/engine/kernels';
import { Preprocessor, compilePixelProgram, suppress } from '@farsight/engine/kernels';
import type { PixelFormat, PixelFrame } from '@farsight/protocol';
import { bytesPerPixel } from '@farsight/protocol';
import { medianMs } from './report.js';

function report(name: string, ms: number, plainMs?: number): void {
  const ratio =
    plainMs === undefined
      ? ''
      : `   plain TypeScript ${plainMs.toFixed(2)} ms, ${(plainMs / ms).toFixed(1)} x`;
  console.log(`${name.padEnd(44)} ${ms.toFixed(2).padStart(6)} ms${ratio}`);
}

function frame(width: number, height: number, format: PixelFormat = 'rgb24'): PixelFrame {
  const strideBytes = width * bytesPerPixel[format];
  const data = Uint8Array.from({ length: strideBytes * height }, (_, i) => (i * 2654435761) >>> 24);
  return { width, height, format, strideBytes, data, [Symbol.dispose]: () => undefined };
}

function letterbox(size: number): LetterboxStep {
  const rest = { scaleUp: true, padValue: 114, placement: 'center', rounding: 'half-even' } as const;
  return { op: 'letterbox', width: size, height: size, ...rest };
}

const imagenet: readonly PreprocessStep[] = [
  { op: 'resize', size: { shorterSide: 256 }, interpolation: 'bilinear', antialias: true },
  { op: 'centercrop', width: 224, height: 224 },
  { op: 'totensor', scale: true },
  { op: 'normalize', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
];

/** The same letterbox as one plain loop over pixels, in floating point: what the kernels are measured against. */
function plainLetterbox(source: PixelFrame, size: number): () => Float32Array {
  const scale = Math.min(size / source.width, size / source.height);
  const width = Math.round(source.width * scale);
  const height = Math.round(source.height * scale);
  const left = (size - width) >> 1;
  const top = (size - height) >> 1;
  const step = bytesPerPixel[source.format];
  const out = new Float32Array(3 * size * size).fill(114 / 255);
  const along = (i: number, count: number): number =>
    Math.min(count - 1, Math.max(0, (i + 0.5) / scale - 0.5));
  const columns = Float64Array.from({ length: width }, (_, x) => along(x, source.width));
  const at = (index: number): number => source.data[index] ?? 0;
  return () => {
    for (let y = 0; y < height; y++) {
      const sy = along(y, source.height);
      const above = Math.floor(sy) * source.strideBytes;
      const below = Math.min(source.height - 1, Math.floor(sy) + 1) * source.strideBytes;
      const fy = sy % 1;
      for (let x = 0; x < width; x++) {
        const sx = columns[x] ?? 0;
        const first = Math.floor(sx) * step;
        const second = Math.min(source.width - 1, Math.floor(sx) + 1) * step;
        const fx = sx % 1;
        for (let c = 0; c < 3; c++) {
          const over = at(above + first + c) * (1 - fx) + at(above + second + c) * fx;
          const under = at(below + first + c) * (1 - fx) + at(below + second + c) * fx;
          out[(c * size + top + y) * size + left + x] = (over + (under - over) * fy) / 255;
        }
      }
    }
    return out;
  };
}

function benchPreprocess(): void {
  const preprocess = (
    steps: readonly PreprocessStep[],
    size: number,
    source: PixelFrame,
    type: InputShape['type'] = 'float32',
  ): number => {
    const shape: InputShape = { type, layout: 'NCHW', width: size, height: size, channels: 3 };
    const network = new Preprocessor(compilePixelProgram(steps, 'RGB'), shape);
    return medianMs(() => network.fill(source));
  };
  for (const [width, height, size, format] of [
    [1920, 1080, 640, 'rgb24'],
    [1920, 1080, 640, 'rgba'],
    [1280, 720, 640, 'rgb24'],
    [640, 480, 640, 'rgb24'],
    [640, 480, 416, 'rgb24'],
    [320, 240, 640, 'rgb24'],
  ] as const) {
    const source = frame(width, height, format);
    const steps: PreprocessStep[] = [letterbox(size), { op: 'totensor', scale: true }];
    const plain = medianMs(plainLetterbox(source, size), 30);
    report(`letterbox ${width}x${height} ${format} to ${size}`, preprocess(steps, size, source), plain);
  }
  const steps: PreprocessStep[] = [letterbox(640), { op: 'totensor', scale: true }];
  report('letterbox 1920x1080 rgb24 to 640, halves', preprocess(steps, 640, frame(1920, 1080), 'float16'));
  for (const [width, height] of [
    [1920, 1080],
    [640, 480],
  ] as const) {
    report(`ImageNet ${width}x${height} rgb24 to 224`, preprocess(imagenet, 224, frame(width, height)));
  }
}

/** Boxes strewn over a picture, the same each time. */
function crowd(count: number): Candidates {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const boxes = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const x = 600 * next();
    const y = 600 * next();
    boxes.set([x, y, x + 5 + 60 * next(), y + 5 + 60 * next()], 4 * i);
  }
  const scores = Float32Array.from({ length: count }, next);
  return { count, boxes, scores, classIds: Int32Array.from({ length: count }, () => 80 * next()) };
}

function benchSuppression(): void {
  for (const count of [300, 3000, 30_000]) {
    const candidates = crowd(count);
    for (const classAgnostic of [false, true]) {
      const options = { iouThreshold: 0.45, classAgnostic, maxCandidates: 30_000, maxKept: 300 };
      const what = classAgnostic ? 'all classes together' : '80 classes';
      report(
        `suppression of ${count} boxes, ${what}`,
        medianMs(() => suppress(candidates, options)),
      );
    }
  }
}

/** Milliseconds of pre- and post-processing kernels, on one thread. */
export function benchKernels(): Promise<void> {
  benchPreprocess();
  benchSuppression();
  return Promise.resolve();
}
