import fc from 'fast-check';
import { AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_VP9 } from 'node-av/constants';
import { expect, it } from 'vitest';
import { parameterSets } from './parameter-sets.js';

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

it.each([
  // Delimiter, sequence, picture, a word of the encoder's, key slice, and a set that comes too late.
  [
    AV_CODEC_ID_H264,
    '00000001 09f0 000001 6742 00000001 68ce 000001 0605 000001 6588 000001 6742',
    '00000001 6742 00000001 68ce',
  ],
  // Delimiter, video, sequence, picture, slice.
  [
    AV_CODEC_ID_HEVC,
    '00000001 4601 00000001 40010c 00000001 420101 000001 4401c1 000001 2601af',
    '00000001 40010c 00000001 420101 00000001 4401c1',
  ],
])('finds the sets before the first picture, whatever stands between them', (codecId, stream, sets) => {
  expect(parameterSets(codecId, bytes(stream))).toEqual(bytes(sets));
});

it('finds none where there are none, and in other formats', () => {
  expect(parameterSets(AV_CODEC_ID_H264, bytes('00000001 6588 00000001 6742'))).toBeUndefined();
  expect(parameterSets(AV_CODEC_ID_VP9, bytes('00000001 6742'))).toBeUndefined();
});

it('takes any bytes, and finds the same in what it gave', () => {
  const part = fc.constantFrom(...['000001', '00', '67', '68', '42', '44', '65', '26'].map(bytes));
  const streams = fc.array(part, { maxLength: 40 }).map((parts) => Buffer.concat(parts));
  fc.assert(
    fc.property(fc.constantFrom(AV_CODEC_ID_H264, AV_CODEC_ID_HEVC), streams, (codecId, stream) => {
      const sets = parameterSets(codecId, stream);
      expect(sets && parameterSets(codecId, sets)).toEqual(sets);
    }),
  );
});
