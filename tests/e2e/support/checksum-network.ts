import { definitionOf } from '../../../packages/server/src/testing/backends.js';

/** A network whose results tell what reached the executor: the class of its one box is the checksum of the frame's bytes. */
export const checksumNetwork = definitionOf('checksum');

/** The backend that runs {@link checksumNetwork}. */
export const checksumBackend = `data:text/javascript,${encodeURIComponent(`
  import { crc32 } from 'node:zlib';
  export async function createBackend() {
    return {
      async run({ codec, raw, data }) {
        const classIds = Int32Array.of(crc32(data) >>> 1);
        const boxes = Float32Array.of(1, 2, 3, 4);
        return {
          width: raw?.width ?? 1,
          height: raw?.height ?? 1,
          meta: { detections: { kind: 'detections', count: 1, boxes, scores: Float32Array.of(1), classIds } },
          timings: { decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 },
        };
      },
      async release() {},
    };
  }`)}`;
