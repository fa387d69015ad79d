import { farsightV1 } from '@farsight/protocol/wire';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRequest } from './encode-request.js';

const { StreamInferRequest } = farsightV1;

const raw = fc.record({
  format: fc.constantFrom(...Object.values(farsightV1.RawFormat)),
  width: fc.nat(9000),
  height: fc.nat(9000),
  stride: fc.nat(),
});
const video = fc.record({
  codec: fc.string(),
  description: fc.uint8Array({ maxLength: 300 }),
  codedWidth: fc.nat(9000),
  codedHeight: fc.nat(9000),
  rotation: fc.nat(270),
  flip: fc.boolean(),
});
const frame = fc.record({
  index: fc.maxSafeNat(),
  ptsUs: fc.maxSafeInteger(),
  codec: fc.constantFrom(...Object.values(farsightV1.Codec)),
  data: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  raw: fc.option(raw, { nil: undefined }),
  keyFrame: fc.boolean(),
  video: fc.option(video, { nil: undefined }),
});

describe('encodeRequest', () => {
  it('says the same as the generated code', () => {
    fc.assert(
      fc.property(frame, (value) => {
        const request = { message: { $case: 'frame', value } } as const;
        const bytes = encodeRequest(request);
        expect(StreamInferRequest.decode(bytes)).toEqual(request);
        expect(bytes.length).toBe(StreamInferRequest.encode(request).finish().length);
      }),
    );
  });

  it.each([127, 128, 16_383, 16_384, 3_000_000])('has the right lengths for %i bytes', (length) => {
    const data = new Uint8Array(length).fill(5);
    const value = farsightV1.Frame.fromPartial({ index: 1, codec: farsightV1.Codec.CODEC_JPEG, data });
    const bytes = encodeRequest({ message: { $case: 'frame', value } });
    const decoded = StreamInferRequest.decode(bytes).message as { value: farsightV1.Frame };
    expect(Buffer.compare(decoded.value.data, data)).toBe(0);
    expect(decoded.value).toMatchObject({ index: 1, codec: value.codec });
  });

  it('leaves other messages to the generated code', () => {
    const value = { streamId: 'a', options: undefined, delivery: 1, maxInFlight: 3, maxAgeMs: 7 } as const;
    const request = { message: { $case: 'open', value } } as const;
    expect(StreamInferRequest.decode(encodeRequest(request))).toEqual(request);
    expect(encodeRequest({ message: undefined })).toHaveLength(0);
  });
});
