import type { NetworkDefinition } from '@farsight/engine';

const indexAsScore = `{ detections: {
  kind: 'detections', count: 1, boxes: Float32Array.of(1, 2, 3, 4),
  scores: Float32Array.of(index), classIds: Int32Array.of(frame.data.length),
} }`;

/**
 * Backends for real executor threads, as modules in URLs. Every frame is answered with its own first four bytes as score;
 * `before` is the body of a function that is called with the frame's index first. `meta` are other results, as an expression.
 */
export function backendUrl({ before = '', load = '', meta = indexAsScore } = {}): string {
  const code = `
    const before = async (index, frame) => { ${before} };
    export async function createBackend({ definition, intraOpThreads, maxPixels }) {
      ${load}
      return {
        async run(frame, options) {
          const index = new DataView(frame.data.buffer, frame.data.byteOffset).getUint32(0);
          await before(index, frame);
          return {
            width: 640, height: 480,
            meta: ${meta},
            timings: { decodeMs: 1, preprocessMs: 2, runMs: 3, postprocessMs: 4 },
          };
        },
        async release() {},
      };
    }`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

/** A definition for backends that need none. */
export function definitionOf(name: string): NetworkDefinition {
  return {
    name,
    description: `about ${name}`,
    licence: 'Apache-2.0',
    origin: '/nowhere',
    tasks: [
      {
        name: 'detections',
        model: {
          name: 'model',
          weights: { path: '/nowhere/at-all.onnx' },
          inputLayout: 'NCHW',
          inputWidth: 320,
          inputHeight: 320,
          inputChannels: 3,
          numClasses: 2,
        },
        colorFormat: 'RGB',
        preprocess: [],
        input: { processing: [] },
        decode: { op: 'topk', k: 1, largest: true, sorted: true, softmax: false },
        refine: [],
        finish: [],
        labels: ['zero', 'one'],
        resultKind: 'detections',
      },
    ],
  };
}
