import fc from 'fast-check';
import { AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_VP9 } from 'node-av/constants';
import type { CodecParameters } from 'node-av/lib';
import { afterEach, describe, expect, it } from 'vitest';
import { expectNothingLeft } from '../sources/testing/collect.js';
import { NativePacket } from './native-handles.js';
import { PictureJoiner } from './picture-joiner.js';

function joinerOf(codecId: number, extradata = '00000001'): PictureJoiner | undefined {
  const parameters = { codecId, extradata: Buffer.from(extradata, 'hex') } as unknown as CodecParameters;
  return PictureJoiner.of({ parameters });
}

const start = '000001';
/** Parts of pictures: of a key frame, and of others; the first and the following. */
const parts = {
  K: `${start}67 42${start}68 ce${start}65 88`,
  k: `${start}67 42${start}68 ce${start}65 40`,
  p: `${start}41 9a`,
  q: `${start}41 5a`,
} as const;
const bytesOfPart = new Map(
  Object.entries(parts).map(([name, hex]) => [name, Buffer.from(hex.replaceAll(' ', ''), 'hex')]),
);

const bytesOf = (names: string): Buffer =>
  Buffer.concat(Array.from(names, (name) => bytesOfPart.get(name) ?? Buffer.alloc(0)));

function namesIn(bytes: Buffer): string {
  const [name, part] = [...bytesOfPart].find(([, each]) => bytes.subarray(0, each.length).equals(each)) ?? [];
  return part === undefined ? '' : `${name}${namesIn(bytes.subarray(part.length))}`;
}

/** What comes out for each packet that is put in; each packet is written as its parts, and its time is its place. */
function join(...packets: readonly string[]): string[][] {
  using joiner = joinerOf(AV_CODEC_ID_H264)!;
  const seen = (out: Iterable<NativePacket>): string[] =>
    [...out].map(
      ({ data, pts, isKeyframe }) => `${namesIn(data ?? Buffer.alloc(0))}@${pts}${isKeyframe ? '!' : ''}`,
    );
  const given = packets.map((names, at) => {
    using packet = new NativePacket();
    packet.data = bytesOf(names);
    packet.pts = BigInt(at);
    packet.isKeyframe = /k/i.test(names);
    return seen(joiner.add(packet));
  });
  return [...given, seen(joiner.flush())];
}

describe('PictureJoiner', () => {
  afterEach(expectNothingLeft);

  it('learns from the first key frame that they come whole, and holds none back from then on', () => {
    expect(join('K', 'p', 'p', 'K', 'p')).toEqual([[], ['K@0!', 'p@1'], ['p@2'], ['K@3!'], ['p@4'], []]);
  });

  it('joins key frames that come in parts, and from the second on gives them with their last part', () => {
    expect(join('K', 'k', 'k', 'p', 'K', 'k', 'k', 'p')).toEqual([
      ...[[], [], [], ['Kkk@0!', 'p@3']],
      ...[[], [], ['Kkk@4!'], ['p@7'], []],
    ]);
  });

  it('learns again when there are more parts or fewer', () => {
    const out = join('K', 'p', 'K', 'k', 'p', 'K', 'k', 'p', 'K', 'p', 'K', 'p');
    expect(out).toEqual([
      ...[[], ['K@0!', 'p@1'], ['K@2!'], ['k@3!'], ['p@4']],
      ...[[], [], ['Kk@5!', 'p@7']],
      ...[[], ['K@8!', 'p@9'], ['K@10!'], ['p@11'], []],
    ]);
  });

  it('leaves pictures of several slices in one packet alone, and gives what waits at the end', () => {
    expect(join('Kkk', 'pq', 'Kkk')).toEqual([[], ['Kkk@0!', 'pq@1'], ['Kkk@2!'], []]);
    expect(join('p', 'q', 'K', 'k')).toEqual([['p@0'], ['q@1'], [], [], ['Kk@2!']]);
  });

  it('knows the first slice of H.265', () => {
    using joiner = joinerOf(AV_CODEC_ID_HEVC)!;
    const add = (hex: string): number => {
      using packet = new NativePacket();
      packet.data = Buffer.from(hex.replaceAll(' ', ''), 'hex');
      packet.isKeyframe = true;
      return [...joiner.add(packet)].length;
    };
    expect(['000001 2601 af', '000001 2601 2f', '000001 2601 af'].map(add)).toEqual([0, 0, 1]);
  });

  it('is for byte streams of these two formats', () => {
    expect(joinerOf(AV_CODEC_ID_VP9)).toBeUndefined();
    expect(joinerOf(AV_CODEC_ID_H264, '0164001e')).toBeUndefined();
  });

  it('takes any bytes and loses none', () => {
    const piece = fc.constantFrom(
      ...[...Object.values(parts), '00', '000001', 'ff'].map((hex) =>
        Buffer.from(hex.replaceAll(' ', ''), 'hex'),
      ),
    );
    const streams = fc.array(fc.tuple(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.boolean()), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(streams, (packets) => {
        using joiner = joinerOf(AV_CODEC_ID_H264)!;
        const out: Buffer[] = [];
        const take = (given: Iterable<NativePacket>): void => {
          for (const { data } of given) out.push(Buffer.from(data ?? []));
        };
        for (const [pieces, isKeyframe] of packets) {
          using packet = new NativePacket();
          packet.data = Buffer.concat(pieces);
          packet.isKeyframe = isKeyframe;
          take(joiner.add(packet));
        }
        take(joiner.flush());
        expect(Buffer.concat(out)).toEqual(Buffer.concat(packets.flatMap(([pieces]) => pieces)));
      }),
    );
  });
});
