import type { Inferred } from '@farsight/protocol/infer';
import type { LiveMessage } from '@farsight/protocol/live';
import { describe, expect, it } from 'vitest';
import { ownFrames, type OwnSource } from './own-frames.js';

const task = { name: 'codes', kind: 'detections', labels: ['qr'] } as const;
const network = {
  name: 'codes-nano',
  description: '',
  state: 'ready',
  reason: '',
  licence: '',
  inputWidth: 1,
  inputHeight: 1,
  tasks: [task],
} as const;
const timings = { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };
const never = new AbortController().signal;

function inferredOf(width: number): Inferred {
  return { networks: [network], result: { width, height: 1, meta: {}, timings } };
}

class Frames implements OwnSource {
  readonly name = 'clip.mp4';
  taken = 0;
  closed = 0;
  constructor(readonly count: number) {}
  next(): ReturnType<OwnSource['next']> {
    if (this.taken === this.count) return Promise.resolve(undefined);
    this.taken += 1;
    const data = Uint8Array.of(this.taken);
    return Promise.resolve({ codec: 'jpeg', data, ptsUs: 1000 * this.taken });
  }
  close(): void {
    this.closed += 1;
  }
}

async function collect(messages: AsyncIterable<LiveMessage>): Promise<LiveMessage[]> {
  const all = [];
  for await (const message of messages) all.push(message);
  return all;
}

describe('ownFrames', () => {
  it('gives each frame with its own results, in order', async () => {
    const source = new Frames(3);
    const run = ({ data }: { data: Uint8Array }): Promise<Inferred> =>
      Promise.resolve(inferredOf(10 * (data[0] ?? 0)));
    const [opening, ...frames] = await collect(ownFrames(source, run, never));
    expect(opening?.header).toEqual({
      kind: 'opening',
      stream: 'clip.mp4',
      network: 'codes-nano',
      labels: { codes: ['qr'] },
    });
    const shown = frames.map(({ header, image }) => ({ ...header, image: image[0] }));
    expect(shown).toMatchObject([
      { index: 0, ptsUs: 1000, width: 10, image: 1 },
      { index: 1, ptsUs: 2000, width: 20, image: 2 },
      { index: 2, ptsUs: 3000, width: 30, image: 3 },
    ]);
    expect(source.closed).toBe(1);
  });

  it('takes no more than one frame ahead of the one that is run', async () => {
    const source = new Frames(100);
    const done: (() => void)[] = [];
    const run = (): Promise<Inferred> => new Promise((resolve) => done.push(() => resolve(inferredOf(1))));
    const messages = ownFrames(source, run, never);
    const first = messages.next();
    await new Promise((resolve) => setTimeout(resolve));
    expect(source.taken).toBe(2);
    done[0]?.();
    expect((await first).value).toMatchObject({ header: { kind: 'opening' } });
    await messages.return();
    expect(source.closed).toBe(1);
  });

  it('closes its source when a frame cannot be run', async () => {
    const source = new Frames(100);
    const run = (): Promise<Inferred> => Promise.reject(new Error('no such network'));
    await expect(collect(ownFrames(source, run, never))).rejects.toThrow('no such network');
    expect(source.closed).toBe(1);
  });
});
