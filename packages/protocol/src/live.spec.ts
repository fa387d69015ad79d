import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FarsightError } from './domain/errors.js';
import { FrameResult, type TaskResult } from './gen/farsight/v1/farsight.js';
import { decodeLive, encodeLiveHeader, type LiveFrame, type LiveMessage, type LiveOpening } from './live.js';
import { anyResult } from './testing/any-result.js';

const opening: LiveOpening = {
  kind: 'opening',
  stream: 'conveyor',
  network: 'codes-nano',
  labels: { detections: ['qr', 'Straßenschild'] },
};
const frame: LiveFrame = {
  kind: 'frame',
  index: 7,
  ptsUs: 280_000,
  width: 960,
  height: 540,
  meta: {
    detections: {
      kind: 'detections',
      count: 1,
      boxes: Float32Array.of(1.5, 2.25, 30.125, 40),
      scores: Float32Array.of(0.5),
      classIds: Int32Array.of(1),
    },
    classes: {
      kind: 'classifications',
      count: 2,
      scores: Float32Array.of(0.75, 0.25),
      classIds: Int32Array.of(3, 0),
    },
  },
  fps: 25,
};
const broken: TaskResult = {
  task: 't',
  result: { $case: 'text', value: { texts: ['a'], scores: [], regions: undefined } },
};
const jpeg = Uint8Array.from({ length: 300 }, (_, i) => i % 256);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

const body = joined([
  encodeLiveHeader(opening, 0),
  encodeLiveHeader(frame, jpeg.length),
  jpeg,
  encodeLiveHeader({ ...frame, index: 8 }, 0),
]);

async function decode(chunks: readonly Uint8Array[]): Promise<LiveMessage[]> {
  const source = (async function* () {
    await Promise.resolve();
    yield* chunks;
  })();
  const messages: LiveMessage[] = [];
  for await (const message of decodeLive(source)) messages.push(message);
  return messages;
}

/** `bytes` cut at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % bytes.length).sort((a, b) => a - b), bytes.length];
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

const meta = fc.record(anyResult);

describe('live messages', () => {
  it('carry results of every kind unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(meta, async (results) => {
        const sent: LiveFrame = { ...frame, meta: results };
        const [message] = await decode([encodeLiveHeader(sent, 0)]);
        expect(message?.header).toEqual(sent);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['are no message', Uint8Array.of(0xff, 0xff)],
    ['do not fit together', FrameResult.encode(FrameResult.fromPartial({ tasks: [broken] })).finish()],
  ])('with results that %s fail with INVALID_ARGUMENT', async (_, results) => {
    const header = new TextEncoder().encode('{"kind":"frame"}');
    const prefix = new Uint8Array(12);
    [prefix[0], prefix[4]] = [header.length, results.length];
    await expect(decode([prefix, header, results])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('arrive as they were sent, typed arrays and all', async () => {
    const messages = await decode([body]);
    expect(messages.map(({ header }) => header)).toEqual([opening, frame, { ...frame, index: 8 }]);
    expect(messages.map(({ image }) => image)).toEqual([new Uint8Array(), jpeg, new Uint8Array()]);
  });

  it('arrive the same however the body was cut', async () => {
    const whole = await decode([body]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 40 }), async (places) => {
        expect(await decode(cut(body, places))).toEqual(whole);
      }),
    );
  });

  it('end with CONNECTION_LOST inside a message', async () => {
    await expect(decode([body.subarray(0, body.length - 1)])).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    });
  });

  it('of absurd size are refused before anything is kept for them', async () => {
    const prefix = new Uint8Array(12).fill(0xff);
    await expect(decode([prefix])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('that are other bytes fail with a FarsightError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 64 }), async (header) => {
        const prefix = new Uint8Array(12);
        prefix[0] = header.length;
        const error: unknown = await decode([prefix, header]).catch((reason: unknown) => reason);
        expect(FarsightError.is(error)).toBe(true);
      }),
    );
  });

  it.each(['"frame"', 'null', '{"kind":"other"}', '[]'])(
    'with the header %s fail with INVALID_ARGUMENT',
    async (json) => {
      const text = new TextEncoder().encode(json);
      const prefix = new Uint8Array(12);
      prefix[0] = text.length;
      await expect(decode([prefix, text])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
  );
});
