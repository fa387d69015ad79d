import type { CompressedFrame, FrameResult } from '@farsight/protocol';

/** A frame whose bytes are its index, so that a fake executor can say which one it ran. */
export function frameOf(index: number, byteLength = 16, streamId = 'test'): CompressedFrame {
  const data = new Uint8Array(byteLength);
  new DataView(data.buffer).setUint32(0, index);
  return { stamp: { streamId, index, ptsUs: index * 40_000 }, codec: 'jpeg', data };
}

/** A result that says which frame it belongs to: its score is the frame's index. */
export function resultOf(index: number, task = 'detections'): FrameResult {
  return {
    width: 640,
    height: 480,
    meta: {
      [task]: {
        kind: 'detections',
        count: 1,
        boxes: Float32Array.of(1, 2, 3, 4),
        scores: Float32Array.of(index),
        classIds: Int32Array.of(7),
      },
    },
    timings: { queueMs: 1, decodeMs: 2, preprocessMs: 3, runMs: 4, postprocessMs: 5 },
  };
}
