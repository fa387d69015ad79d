import { connect, remoteStream, type Client, type EncodedFrame } from '@farsight/client';
import type { Classifications, Detections, Segments } from '@farsight/protocol';
import { startServer, type FarsightServer } from '@farsight/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StrangeNetworks, v8Head, type StrangeModel } from './support/strange-networks.js';

const crowdSize = 10_000;
const size = 64;
/** What 64x64 pixels have at strides 8, 16 and 32. */
const cells = 84;

const detect = `  - detections:
      model_name: boxes
      template_path: $AXELERA_FRAMEWORK/pipeline-template/yolo-letterbox.yaml
      postprocess: [{decodeyolo: {nms_iou_threshold: 1}}]`;
const classifyEach = `  - classes:
      model_name: classes
      input: {source: roi, where: detections}
      preprocess: [{resize: {width: 32, height: 32}}, torch-totensor]
      postprocess: [{topk: {k: 2}}]`;
const classify = classifyEach.replace('input: {source: roi, where: detections}', 'input: {}');
const segment = `  - segments:
      model_name: boxes
      template_path: $AXELERA_FRAMEWORK/pipeline-template/yoloseg-letterbox.yaml
      postprocess: [{decodeyoloseg: {nms_iou_threshold: 1, nms_top_k: ${crowdSize}}}]`;

/** One good box of class 2, and others that are none or lie elsewhere. */
const strangeBoxes = [
  [32, 32, 16, 16, 0, 0, 0.5],
  [32, 32, NaN, 16, 0.9, 0, 0],
  [32, 32, 16, 16, Infinity, NaN, 0],
  [32, 32, Infinity, 16, 0.9, 0, 0],
  [32, 32, -16, 16, 0.9, 0, 0],
  [32, 32, 0, 0, 0.8, 0, 0],
  [500, 500, 16, 16, 0.7, 0, 0],
  ...Array.from({ length: cells - 7 }, () => [0, 0, 0, 0, 0, 0, 0]),
];

function masked(boxes: number, score: number): StrangeModel {
  const row = (i: number): number[] => [
    32,
    32,
    20 + (i % 20),
    16,
    score,
    ...Array.from({ length: 32 }, () => 1),
  ];
  const prototypes = { dims: [1, 32, 16, 16], data: new Float32Array(32 * 16 * 16).fill(1) };
  return { size, classes: 1, outputs: [v8Head(Array.from({ length: boxes }, (_, i) => row(i))), prototypes] };
}

function scores(values: readonly number[]): StrangeModel {
  return {
    size: 32,
    classes: values.length,
    outputs: [{ dims: [1, values.length], data: Float32Array.from(values) }],
  };
}

function frame(width: number, height: number): EncodedFrame {
  return {
    stamp: { streamId: '', index: 0, ptsUs: 0 },
    codec: 'raw',
    raw: { format: 'rgb24', width, height, strideBytes: 3 * width },
    data: new Uint8Array(3 * width * height).fill(99),
  };
}

let networks: StrangeNetworks;
let server: FarsightServer;
let client: Client;

beforeAll(async () => {
  networks = new StrangeNetworks();
  const boxes = { size, classes: 3, outputs: [v8Head(strangeBoxes)] };
  server = await startServer({
    networks: [
      networks.write('cascade', `${detect}\n${classifyEach}`, { boxes, classes: scores([1, 3, 2]) }),
      networks.write('crowd', segment, { boxes: masked(crowdSize, 0.9) }),
      networks.write('nobody', segment, { boxes: masked(cells, 0) }),
      networks.write('numberless', classify, { classes: scores([NaN, NaN, NaN]) }),
    ],
    networksDirs: [],
    port: 0,
    httpPort: false,
    executors: 1,
    logger: 'error',
  });
  client = await connect(server.address);
}, 60_000);
afterAll(async () => {
  await client.close();
  await server.close();
  networks[Symbol.dispose]();
});

describe('boxes that are none', () => {
  it.each([
    [64, 64, [2, 2]],
    // The good box is less than a pixel here.
    [1, 1, []],
    [1, 5000, [2, 2]],
    [5000, 1, [2, 2]],
  ])(
    'are left out of a frame of %dx%d, and no region without pixels is looked at',
    async (width, height, parents) => {
      const { meta } = await client.infer(frame(width, height), 'cascade');
      const found = meta.detections as Detections;
      // Those of no area and beyond the frame stay, held within it, as those of Ultralytics do.
      expect([...found.classIds]).toEqual([0, 0, 2]);
      for (let i = 0; i < found.boxes.length; i += 4) {
        const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = found.boxes.subarray(i, i + 4);
        expect(x1 >= 0 && x1 <= x2 && x2 <= width).toBe(true);
        expect(y1 >= 0 && y1 <= y2 && y2 <= height).toBe(true);
      }
      const { regions, classIds } = meta.classes as Classifications;
      expect([...(regions?.parents ?? [])]).toEqual(parents);
      expect([...classIds]).toEqual([1, 2].slice(0, parents.length));
    },
  );
});

describe('masks', () => {
  it('are none where nothing is found', async () => {
    const { meta } = await client.infer(frame(64, 64), 'nobody');
    expect(meta.segments).toMatchObject({ count: 0, masks: [] });
  });

  it(`of ${crowdSize} boxes come whole`, async () => {
    const { meta } = await client.infer(frame(64, 64), 'crowd');
    const { count, masks } = meta.segments as Segments;
    expect([count, masks.length]).toEqual([crowdSize, crowdSize]);
    for (const mask of masks) expect(mask.reduce((sum, run) => sum + run, 0)).toBe(64 * 64);
  });

  it('that are more than a client takes are an error that names the limit', async () => {
    const maxMessageBytes = 64 * 1024;
    const reading = (async () => {
      for await (const { error } of remoteStream(server.address, [frame(64, 64)], 'crowd', {
        maxMessageBytes,
      })) {
        if (error !== undefined) throw error;
      }
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      message: expect.stringContaining(String(maxMessageBytes)) as string,
    });
  });
});

it('classes whose scores are no numbers are none', async () => {
  const { meta } = await client.infer(frame(64, 64), 'numberless');
  expect(meta.classes).toMatchObject({ count: 0 });
});
