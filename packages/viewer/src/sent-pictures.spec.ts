import { describe, expect, it } from 'vitest';
import { SentPictures } from './sent-pictures.js';
import { FakePicture } from './testing/fake-pictures.js';

const never = new AbortController().signal;

function sentOf(count: number, pixels = 1): { sent: SentPictures; pictures: FakePicture[] } {
  const sent = new SentPictures();
  const pictures = Array.from({ length: count }, () => new FakePicture(pixels, 1));
  pictures.forEach((picture, i) => sent.add({ picture, ptsUs: i, missed: 0 }));
  return { sent, pictures };
}

const closed = (pictures: readonly FakePicture[]): number[] =>
  pictures.flatMap((picture, i) => Array.from({ length: picture.closed }, () => i));

async function isOpen(room: Promise<void>): Promise<boolean> {
  return Promise.race([
    room.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, 0, false)),
  ]);
}

describe('SentPictures', () => {
  it('hands over the picture of each frame that was answered, and frees those dropped before it', () => {
    const { sent, pictures } = sentOf(5);
    expect([0, 1, 2, 3, 4].map((ptsUs) => sent.encoded(ptsUs))).toEqual([0, 1, 2, 3, 4]);
    expect(sent.take(0)?.picture).toBe(pictures[0]);
    expect(sent.take(3)?.picture).toBe(pictures[3]);
    expect(sent.take(3)).toBeUndefined();
    expect(closed(pictures)).toEqual([1, 2]);
    sent.close();
    expect(closed(pictures)).toEqual([1, 2, 4]);
    expect(sent.left).toBe(0);
  });

  it('counts what was missed, and what the encoder left out, which gets no index', () => {
    const { sent, pictures } = sentOf(4);
    expect(sent.encoded(1)).toBe(0);
    expect(sent.encoded(3)).toBe(1);
    expect(closed(pictures)).toEqual([0, 2]);
    expect(sent.left).toBe(2);
    sent.add({ picture: new FakePicture(1, 1), ptsUs: 9, missed: 5 });
    expect(sent.left).toBe(7);
    expect(sent.take(0)?.picture).toBe(pictures[1]);
  });

  it('tells pictures of the same time apart', () => {
    const sent = new SentPictures();
    const [one, two] = [new FakePicture(1, 1), new FakePicture(1, 1)];
    for (const picture of [one, two]) sent.add({ picture, ptsUs: 7, missed: 0 });
    expect([sent.encoded(7), sent.encoded(7)]).toEqual([0, 1]);
    expect(sent.take(0)?.picture).toBe(one);
    expect(sent.take(1)?.picture).toBe(two);
  });

  it('has room for eight, and for less where they are large', async () => {
    expect(await isOpen(sentOf(7).sent.room(never))).toBe(true);
    const { sent } = sentOf(8);
    sent.encoded(0);
    const room = sent.room(never);
    expect(await isOpen(room)).toBe(false);
    sent.take(0);
    expect(await isOpen(room)).toBe(true);
    expect(await isOpen(sentOf(1, 2 ** 26).sent.room(never))).toBe(true);
    expect(await isOpen(sentOf(2, 2 ** 26).sent.room(never))).toBe(false);
    expect(await isOpen(sent.room(AbortSignal.abort()))).toBe(true);
  });

  it('tells an encoder that gives nothing of all that may be under way', () => {
    const { sent, pictures } = sentOf(8);
    expect(sent.encoderFails).toBe(true);
    expect(sent.encoded(6)).toBe(0);
    expect(sent.encoderFails).toBe(false);
    sent.encoderEnded();
    expect(closed(pictures)).toEqual([0, 1, 2, 3, 4, 5, 7]);
    expect(sent.left).toBe(7);
    expect(sent.take(0)?.picture).toBe(pictures[6]);
  });

  it.each([
    [[100, 100, 100, 100, 100, 101], true],
    [[200, 0, 200, 0, 200, 1], true],
    [[90, 90, 90, 90, 90, 90, 90, 90], false],
    [[5000, 0, 0, 5000, 0, 0, 5000, 0, 0], false],
  ])('tells an encoder that gives fewer than ten pictures per second: %j ms', (tookMs, fails) => {
    let nowMs = 0;
    const sent = new SentPictures(() => nowMs);
    const add = (ptsUs: number): void => sent.add({ picture: new FakePicture(1, 1), ptsUs, missed: 0 });
    // The next one waits already, which does not count.
    add(0);
    tookMs.forEach((ms, i) => {
      expect(sent.encoderFails).toBe(false);
      add(i + 1);
      nowMs += ms;
      sent.take(sent.encoded(i));
    });
    expect(sent.encoderFails).toBe(fails);
    sent.encoderEnded();
    expect(sent.encoderFails).toBe(false);
  });
});
