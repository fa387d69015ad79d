import { fileURLToPath } from 'node:url';
import { loadNetwork } from '@farsight/engine';
import { decodeFrame } from '@farsight/media';
import { describe, expect, it } from 'vitest';
import { codesFound, detectionsIn, expectedIn, sample } from '../e2e/support/samples.js';
import { yoloDetector } from './definitions.js';

const names = ['qr', 'matrix', 'barcode', 'pdf417', 'marker'];
const weights = fileURLToPath(new URL('../../networks/codes-nano.onnx', import.meta.url));
const definition = yoloDetector('codes-nano', weights, 640, names.length, 0.4);

describe('the bundled network on the bundled photographs', () => {
  it.each(['parcel.jpg', 'shelf.jpg'])('finds every code of %s and nothing else', async (image) => {
    const network = await loadNetwork(definition, { intraOpThreads: 1 });
    try {
      const stamp = { streamId: image, index: 0, ptsUs: 0 };
      const frame = decodeFrame({ stamp, codec: 'jpeg', data: await sample(image) }, { maxPixels: 1e7 });
      const found = detectionsIn((await network.run(frame, {})).meta);
      const { boxes } = await expectedIn(image);
      expect({ found: codesFound(found, names, boxes), count: found.count }).toEqual({
        found: boxes.length,
        count: boxes.length,
      });
    } finally {
      await network.release();
    }
  });
});
