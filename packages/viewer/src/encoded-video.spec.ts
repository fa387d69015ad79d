import type { EncodedFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { EncodedVideo } from './encoded-video.js';
import type { OpenEncoder } from './picture-encoder.js';
import { readStream } from './read-stream.js';
import { SentPictures } from './sent-pictures.js';
import { FakeEncoder, FakeSlowEncoder, FakeVideo } from './testing/fake-pictures.js';

const never = new AbortController().signal;

describe('EncodedVideo', () => {
  it('gives the frames of a video in order, numbered as they leave the encoder', async () => {
    const sent = new SentPictures();
    const open: OpenEncoder = (_, onEncoded) =>
      Promise.resolve(new FakeEncoder(onEncoded, (ptsUs) => ptsUs === 2000));
    const frames: EncodedFrame[] = [];
    for await (const frame of readStream(new EncodedVideo(new FakeVideo(5), sent, open).frames(never)))
      frames.push(frame);
    expect(frames.map(({ stamp, data }) => [stamp.index, stamp.ptsUs, data[0]])).toEqual([
      [0, 0, 0],
      [1, 1000, 1],
      [2, 3000, 3],
      [3, 4000, 4],
    ]);
    expect(sent.left).toBe(1);
  });

  it('begins anew where the size changes', async () => {
    const sizes: number[] = [];
    const encoders: FakeEncoder[] = [];
    const open: OpenEncoder = ({ width }, onEncoded) => {
      sizes.push(width);
      const encoder = new FakeEncoder(onEncoded);
      encoders.push(encoder);
      return Promise.resolve(encoder);
    };
    const video = new FakeVideo(6, (index) => (index < 3 ? 8 : 16));
    const frames = new EncodedVideo(video, new SentPictures(), open).frames(never);
    let count = 0;
    for await (const { stamp } of readStream(frames)) expect(stamp.index).toBe(count++);
    expect(count).toBe(6);
    expect(sizes).toEqual([8, 16]);
    expect(encoders.map(({ closed }) => closed)).toEqual([1, 1]);
  });

  it.each([
    ['gives them when it is flushed', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0],
    ['never gives them', [8, 9, 10, 11], 8],
  ])('goes on with another encoder where one keeps all pictures back and %s', async (_, given, left) => {
    const sent = new SentPictures();
    const encoders: FakeEncoder[] = [];
    const open: OpenEncoder = (_size, onEncoded, unusable) => {
      const Encoder = unusable.has('avc1') ? FakeEncoder : FakeSlowEncoder;
      encoders.push(new Encoder(onEncoded, (ptsUs) => left > 0 && ptsUs < 8000));
      return Promise.resolve(encoders.at(-1)!);
    };
    const times: number[] = [];
    for await (const { stamp } of readStream(new EncodedVideo(new FakeVideo(12), sent, open).frames(never))) {
      expect(stamp.index).toBe(times.length);
      times.push(stamp.ptsUs / 1000);
      sent.take(stamp.index)?.picture.close();
    }
    expect(times).toEqual(given);
    expect(sent.left).toBe(left);
    expect(encoders.map(({ format, closed }) => [format, closed])).toEqual([
      ['avc1', 1],
      ['jpeg', 1],
    ]);
  });

  it('takes no more than may be under way, and frees everything when it is stopped', async () => {
    const sent = new SentPictures();
    const stop = new AbortController();
    let encoder: FakeEncoder | undefined;
    const open: OpenEncoder = (_, onEncoded) => Promise.resolve((encoder = new FakeEncoder(onEncoded)));
    const video = new FakeVideo(1000);
    const frames = new EncodedVideo(video, sent, open).frames(stop.signal).getReader();
    for (let index = 0; index < 8; index += 1) await frames.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(video.pictures).toHaveLength(8);
    stop.abort();
    await frames.cancel();
    sent.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(encoder?.closed).toBe(1);
    expect(video.pictures.map(({ closed }) => closed)).toEqual(Array.from({ length: 8 }, () => 1));
  });

  it('fails with what the encoder says', async () => {
    const open: OpenEncoder = () => Promise.reject(new Error('no encoder'));
    const frames = readStream(new EncodedVideo(new FakeVideo(3), new SentPictures(), open).frames(never));
    await expect(frames.next()).rejects.toThrow('no encoder');
  });
});
