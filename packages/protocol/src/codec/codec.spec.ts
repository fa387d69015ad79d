import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EncodedFrame, FrameResult, NetworkInfo, RawFormat, VideoChunk } from '../index.js';
import {
  FarsightError,
  checkNetworkName,
  frameFromMessage,
  frameToMessage,
  networkInfoFromMessage,
  networkInfoToMessage,
  rawByteLength,
  resultFromMessage,
  resultToMessage,
  runOptionsFromMessage,
  runOptionsToMessage,
  tightStride,
} from '../index.js';
import {
  Frame,
  FrameResult as FrameResultMessage,
  RawFormat as WireRawFormat,
} from '../gen/farsight/v1/farsight.js';

const stamp = { streamId: 's', index: 7, ptsUs: -40_000 };
const formats: RawFormat[] = ['rgb24', 'bgr24', 'rgba', 'bgra', 'gray8', 'yuv420p'];

/** There and back through real bytes. */
function travel(frame: EncodedFrame): EncodedFrame {
  return frameFromMessage(Frame.decode(Frame.encode(frameToMessage(frame)).finish()), frame.stamp.streamId);
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return FarsightError.is(error) ? error.code : `not a FarsightError: ${String(error)}`;
  }
  return 'no error';
}

describe('frames', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('%s travels unchanged', (codec) => {
    const frame: EncodedFrame = { stamp, codec, data: new Uint8Array([1, 2, 3]) };
    expect(travel(frame)).toEqual(frame);
  });

  it('raw pixels of every format and size travel unchanged', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...formats),
        fc.integer({ min: 1, max: 33 }),
        fc.integer({ min: 1, max: 33 }),
        fc.nat(9),
        (format, width, height, padding) => {
          const raw = { format, width, height, strideBytes: tightStride(format, width) + padding };
          const frame: EncodedFrame = {
            stamp,
            codec: 'raw',
            raw,
            data: new Uint8Array(rawByteLength(raw)).fill(5),
          };
          expect(travel(frame)).toEqual(frame);
        },
      ),
    );
  });

  it.each<[string, Partial<VideoChunk>]>([
    ['the first chunk', { keyFrame: true, config: { codec: 'vp8' } }],
    ['a chunk that needs others', { keyFrame: false }],
    [
      'a whole configuration',
      {
        keyFrame: true,
        config: {
          codec: 'avc1.640028',
          description: Uint8Array.of(1, 100),
          codedWidth: 1920,
          codedHeight: 1088,
          rotation: 270,
          flip: true,
        },
      },
    ],
  ])('%s of a video travels unchanged', (_, fields) => {
    const frame = { stamp, codec: 'video', data: Uint8Array.of(0, 0, 1), ...fields } as VideoChunk;
    expect(travel(frame)).toEqual(frame);
  });

  it('a stride of 0 means rows without padding', () => {
    const message = frameToMessage({
      stamp,
      codec: 'raw',
      raw: { format: 'rgb24', width: 4, height: 2, strideBytes: 0 },
      data: new Uint8Array(24),
    });
    expect(frameFromMessage(message, 's')).toMatchObject({ raw: { strideBytes: 12 } });
  });

  it('shares the bytes instead of copying them', () => {
    const data = new Uint8Array([9]);
    expect(frameToMessage({ stamp, codec: 'png', data }).data).toBe(data);
  });

  it.each([
    ['no data', { codec: 1, data: new Uint8Array() }],
    ['no codec', { codec: 0, data: new Uint8Array(1) }],
    ['an unknown codec', { codec: 99, data: new Uint8Array(1) }],
    ['raw without a layout', { codec: 4, data: new Uint8Array(1) }],
    [
      'an unknown raw format',
      { codec: 4, raw: { format: 99, width: 1, height: 1, stride: 0 }, data: new Uint8Array(3) },
    ],
    ['0x0', { codec: 4, raw: { format: 1, width: 0, height: 0, stride: 0 }, data: new Uint8Array(3) }],
    [
      'a huge side',
      { codec: 4, raw: { format: 5, width: 4_000_000, height: 1, stride: 0 }, data: new Uint8Array(3) },
    ],
    [
      'too few bytes',
      { codec: 4, raw: { format: 1, width: 2, height: 2, stride: 0 }, data: new Uint8Array(11) },
    ],
    [
      'too many bytes',
      { codec: 4, raw: { format: 1, width: 2, height: 2, stride: 0 }, data: new Uint8Array(13) },
    ],
    [
      'a stride below the row',
      { codec: 4, raw: { format: 1, width: 2, height: 2, stride: 5 }, data: new Uint8Array(11) },
    ],
    ['video without a codec', { codec: 5, video: { codec: '' }, data: new Uint8Array(1) }],
    ['an endless codec', { codec: 5, video: { codec: 'x'.repeat(65) }, data: new Uint8Array(1) }],
    ['an eighth of a turn', { codec: 5, video: { codec: 'vp8', rotation: 45 }, data: new Uint8Array(1) }],
  ])('%s is refused', (_, fields) => {
    expect(codeOf(() => frameFromMessage(Frame.fromPartial(fields as Partial<Frame>), 's'))).toBe(
      'INVALID_FRAME',
    );
  });

  it('whatever bytes arrive, reading ends in a frame or a FarsightError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        let message: Frame;
        try {
          message = Frame.decode(bytes);
        } catch {
          return; // not protobuf: the carrier refuses it
        }
        expect(['no error', 'INVALID_FRAME']).toContain(codeOf(() => frameFromMessage(message, 's')));
      }),
    );
  });

  it('knows every raw format of the wire', () => {
    const known = Object.values(WireRawFormat).filter((value) => value !== 0);
    expect(known).toHaveLength(formats.length);
  });
});

describe('results', () => {
  const timings = { queueMs: 0.5, decodeMs: 1.5, preprocessMs: 2.5, runMs: 3.5, postprocessMs: 4.5 };
  const result: FrameResult = {
    width: 810,
    height: 1080,
    timings,
    meta: {
      detections: {
        kind: 'detections',
        count: 2,
        boxes: Float32Array.of(1.25, 2.5, 3.75, 5, 6, 7, 8, 9.1),
        scores: Float32Array.of(0.9, 0.1),
        classIds: Int32Array.of(0, 79),
      },
      empty: {
        kind: 'detections',
        count: 0,
        boxes: new Float32Array(),
        scores: new Float32Array(),
        classIds: new Int32Array(),
      },
      classes: {
        kind: 'classifications',
        count: 1,
        classIds: Int32Array.of(285),
        scores: Float32Array.of(0.7),
      },
    },
  };

  it('travel unchanged, to the last bit of every float', () => {
    const bytes = FrameResultMessage.encode(resultToMessage(result)).finish();
    expect(resultFromMessage(FrameResultMessage.decode(bytes))).toEqual(result);
  });

  it.each([
    ['boxes', { boxes: [1, 2, 3], scores: [1], classIds: [0] }],
    ['class ids', { boxes: [1, 2, 3, 4], scores: [1], classIds: [] }],
  ])('%s that do not fit the scores are an error', (_, value) => {
    const message = {
      width: 1,
      height: 1,
      timings,
      tasks: [{ task: 't', result: { $case: 'detections', value } }],
    };
    expect(codeOf(() => resultFromMessage(message as FrameResultMessage))).toBe('INTERNAL');
  });
});

describe('network infos', () => {
  const info: NetworkInfo = {
    name: 'codes-nano',
    description: 'codes',
    state: 'ready',
    reason: '',
    licence: 'Apache-2.0',
    inputWidth: 640,
    inputHeight: 640,
    tasks: [{ name: 'detections', kind: 'detections', labels: ['qr', 'matrix'] }],
  };

  it('travel unchanged', () => {
    expect(networkInfoFromMessage(networkInfoToMessage(info, { labels: true }))).toEqual(info);
  });

  it('leave the labels out on demand', () => {
    expect(networkInfoToMessage(info, { labels: false }).tasks[0]?.labels).toEqual([]);
  });
});

describe('run options', () => {
  it('travel unchanged', () => {
    const options = { tasks: ['detections'], scoreThreshold: 0.25, iouThreshold: 0.5, maxResults: 3 };
    expect(runOptionsFromMessage(runOptionsToMessage(['a', 'b'], options))).toEqual({
      networks: ['a', 'b'],
      options,
    });
  });

  it('leave out what is not set', () => {
    expect(runOptionsFromMessage(runOptionsToMessage(['a'], {}))).toEqual({ networks: ['a'], options: {} });
  });

  it.each([
    ['no network', [], {}],
    ['the same network twice', ['a', 'a'], {}],
    ['a path for a network', ['../etc/passwd'], {}],
    ['a threshold above 1', ['a'], { scoreThreshold: 1.5 }],
    ['a threshold that is no number', ['a'], { iouThreshold: NaN }],
    ['no results', ['a'], { maxResults: 0 }],
  ])('%s is refused', (_, networks, options) => {
    expect(codeOf(() => runOptionsFromMessage(runOptionsToMessage(networks, options)))).toBe(
      'INVALID_ARGUMENT',
    );
  });

  it.each(['', '.hidden', '-flag', 'a/b', 'a b', 'ä', 'x'.repeat(129)])(
    'network name %j is refused',
    (name) => {
      expect(codeOf(() => checkNetworkName(name))).toBe('INVALID_ARGUMENT');
    },
  );
});
