import type { Client, RemoteStream, StreamItem, StreamOptions } from '@farsight/client/web';
import { ConnectionError, FarsightError, noDrops, type EncodedFrame } from '@farsight/protocol';
import { describe, expect, it } from 'vitest';
import { ownImage, ownVideo, type OwnVideoRun } from './own-stream.js';
import type { OpenEncoder } from './picture-encoder.js';
import type { ShownMessage } from './stage.js';
import { FakeEncoder, FakeVideo } from './testing/fake-pictures.js';

const networks = [
  {
    name: 'codes-nano',
    description: '',
    state: 'ready',
    reason: '',
    licence: '',
    inputWidth: 1,
    inputHeight: 1,
    tasks: [{ name: 'codes', kind: 'detections', labels: ['qr'] }],
  },
] as const;
const labels = { codes: ['qr'] };
const timings = { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };
const result = { width: 64, height: 48, meta: {}, timings };
const never = new AbortController().signal;

/** What is done with each frame of a stream; throws to break it. */
type Answer = (frame: EncodedFrame, stream: number) => Partial<StreamItem> | undefined;

/** A client whose streams answer their frames one by one. */
class FakeClient {
  readonly opened: { readonly network: unknown; readonly options: StreamOptions | undefined }[] = [];
  readonly #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  infer: Client['infer'] = () => Promise.resolve({ ...result, networks, labels });

  stream: Client['stream'] = (source, network, options) => {
    const number = this.opened.push({ network, options }) - 1;
    const answers = this.#answers(source as (signal: AbortSignal) => AsyncIterable<EncodedFrame>, number);
    const info = { streamId: 's-1', networks, labels, maxInFlight: 4 };
    return Object.assign(answers, {
      info: () => Promise.resolve(info),
      [Symbol.asyncDispose]: async () => {
        await answers.return(undefined);
      },
    }) as RemoteStream;
  };

  async *#answers(
    source: (signal: AbortSignal) => AsyncIterable<EncodedFrame>,
    stream: number,
  ): AsyncGenerator<StreamItem> {
    const stop = new AbortController();
    try {
      for await (const image of source(stop.signal)) {
        const answer = this.#answer(image, stream);
        const { stamp } = image;
        if (answer !== undefined) yield { image, stamp, ...result, dropped: 0, drops: noDrops, ...answer };
      }
    } finally {
      stop.abort();
    }
  }
}

const openEncoder: OpenEncoder = (_, onEncoded) => Promise.resolve(new FakeEncoder(onEncoded));

function runOf(answer: Answer, more: Partial<OwnVideoRun> = {}): OwnVideoRun & { client: FakeClient } {
  const link = { cut: never, back: () => Promise.resolve(true) };
  const run = { network: 'codes-nano', signal: never, link, openEncoder, onLost: () => undefined, ...more };
  return { ...run, client: new FakeClient(answer) };
}

async function collect(messages: AsyncIterable<ShownMessage>): Promise<ShownMessage[]> {
  const all = [];
  for await (const message of messages) all.push(message);
  return all;
}

const indexes = (messages: readonly ShownMessage[]): (number | string)[] =>
  messages.map(({ header }) => (header.kind === 'frame' ? header.index : header.stream));

describe('ownImage', () => {
  it('is a live stream of one frame', async () => {
    const { client } = runOf(() => ({}));
    const image = { name: 'parcel.jpg', codec: 'jpeg', data: Uint8Array.of(1, 2) } as const;
    const [opening, frame] = await collect(ownImage(image, { client, network: 'codes-nano', signal: never }));
    expect(opening?.header).toEqual({ kind: 'opening', stream: 'parcel.jpg', network: 'codes-nano', labels });
    expect(frame).toMatchObject({ header: { kind: 'frame', index: 0, width: 64 }, image: image.data });
  });
});

describe('ownVideo', () => {
  it('gives each picture with its own results, in order, and leaves nothing open', async () => {
    const video = new FakeVideo(3);
    const run = runOf(({ data }) => ({ width: 10 * (data[0] ?? 0) }));
    const [opening, ...frames] = await collect(ownVideo(video, run));
    expect(opening?.header).toEqual({ kind: 'opening', stream: 'clip.mp4', network: 'codes-nano', labels });
    expect(frames.map(({ header }) => header)).toMatchObject([
      { index: 0, ptsUs: 0, width: 0 },
      { index: 1, ptsUs: 1000, width: 10 },
      { index: 2, ptsUs: 2000, width: 20 },
    ]);
    expect(frames.map(({ image }) => image)).toEqual(video.pictures);
    expect(video.pictures.map(({ closed }) => closed)).toEqual([0, 0, 0]);
    expect(video.log).toEqual(['play', 'close']);
    expect(run.client.opened).toMatchObject([
      { network: 'codes-nano', options: { delivery: 'live', streamId: 'clip.mp4' } },
    ]);
  });

  it('counts what was dropped anywhere, and frees its pictures', async () => {
    const video = new FakeVideo(4);
    const leaveOut: OpenEncoder = (_, onEncoded) =>
      Promise.resolve(new FakeEncoder(onEncoded, (ptsUs) => ptsUs === 1000));
    const run = runOf(
      ({ data }) =>
        data[0] === 2 ? undefined : { drops: data[0] === 3 ? { ...noDrops, queue: 1 } : noDrops },
      {
        openEncoder: leaveOut,
      },
    );
    const messages = await collect(ownVideo(video, run));
    expect(indexes(messages)).toEqual(['clip.mp4', 0, 2]);
    expect(messages.at(-1)?.header).toMatchObject({ drops: { client: 1, queue: 1, decode: 0, deadline: 0 } });
    expect(video.pictures.map(({ closed }) => closed)).toEqual([0, 1, 1, 0]);
  });

  it('asks for a frame that decoding can begin at when one was damaged, and goes on', async () => {
    let encoder: FakeEncoder | undefined;
    const error = new FarsightError('INVALID_FRAME', 'damaged');
    const run = runOf(({ stamp }) => (stamp.index === 1 ? { error } : {}), {
      openEncoder: (_, onEncoded) => Promise.resolve((encoder = new FakeEncoder(onEncoded))),
    });
    const video = new FakeVideo(3);
    expect(indexes(await collect(ownVideo(video, run)))).toEqual(['clip.mp4', 0, 2]);
    expect(encoder?.begun).toBe(1);
    expect(video.pictures.map(({ closed }) => closed)).toEqual([0, 1, 0]);
  });

  it('says what is wrong when every frame fails, or one for another reason than damage', async () => {
    const damaged = new FarsightError('INVALID_FRAME', 'damaged');
    await expect(
      collect(
        ownVideo(
          new FakeVideo(100),
          runOf(() => ({ error: damaged })),
        ),
      ),
    ).rejects.toBe(damaged);
    const crashed = new FarsightError('EXECUTOR_CRASHED', 'crashed');
    const video = new FakeVideo(3);
    await expect(
      collect(
        ownVideo(
          video,
          runOf(() => ({ error: crashed })),
        ),
      ),
    ).rejects.toBe(crashed);
    expect(video.log).toEqual(['play', 'close']);
  });

  it.each([
    ['is gone', new ConnectionError('CONNECTION_LOST', 'gone')],
    ['shuts down', new FarsightError('SHUTTING_DOWN', 'bye')],
  ])('pauses while the server %s, and goes on when it is back', async (_, error) => {
    const video = new FakeVideo(4);
    const run = runOf(
      ({ data }, stream) => {
        if (stream === 0 && data[0] === 2) throw error;
        return {};
      },
      {
        onLost: () => video.log.push('lost'),
        link: { cut: never, back: () => Promise.resolve(video.log.push('back') > 0) },
      },
    );
    expect(indexes(await collect(ownVideo(video, run)))).toEqual(['clip.mp4', 0, 1, 'clip.mp4', 0]);
    expect(video.log).toEqual(['play', 'pause', 'lost', 'back', 'play', 'close']);
  });

  it('ends when it is told to while it waits for the server', async () => {
    const video = new FakeVideo(4);
    const run = runOf(
      () => {
        throw new ConnectionError('CONNECTION_LOST', 'gone');
      },
      { link: { cut: never, back: () => Promise.resolve(false) } },
    );
    expect(indexes(await collect(ownVideo(video, run)))).toEqual(['clip.mp4']);
    expect(video.log).toEqual(['play', 'pause', 'close']);
  });
});
