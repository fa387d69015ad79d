import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NetworkDefinition } from '@farsight/engine';
import { loadNetwork } from '@farsight/engine';
import { decodeFrame } from '@farsight/media';
import type { Detections } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { iou } from './compare.js';
import { yoloDetector } from './definitions.js';

interface Sample {
  readonly boxes: readonly { readonly name: string; readonly box: readonly number[] }[];
}

const names = ['qr', 'matrix', 'barcode', 'pdf417', 'marker'];
const samples = new URL('../../samples/', import.meta.url);
const expected = JSON.parse(readFileSync(new URL('expected.json', samples), 'utf8')) as Record<
  string,
  Sample
>;

const weights = fileURLToPath(new URL('../../networks/codes-nano.onnx', import.meta.url));
const definition: NetworkDefinition = yoloDetector('codes-nano', weights, 640, names.length, 0.4);

describe('the bundled network on the bundled photographs', () => {
  it.each(['parcel.jpg', 'shelf.jpg'])('finds every code of %s and nothing else', async (image) => {
    const network = await loadNetwork(definition, { intraOpThreads: 1 });
    try {
      const stamp = { streamId: image, index: 0, ptsUs: 0 };
      const data = readFileSync(new URL(image, samples));
      const frame = decodeFrame({ stamp, codec: 'jpeg', data }, { maxPixels: 1e7 });
      const { meta } = await network.run(frame, {});
      const { boxes, classIds, count } = meta.detections as Detections;
      const wanted = expected[image]!.boxes;
      const missing = wanted.filter(
        ({ name, box }) =>
          !Array.from(classIds).some(
            (id, i) => names[id] === name && iou(box, [...boxes.subarray(4 * i, 4 * i + 4)]) >= 0.5,
          ),
      );
      expect({ missing, count }).toEqual({ missing: [], count: wanted.length });
    } finally {
      await network.release();
    }
  });
});
