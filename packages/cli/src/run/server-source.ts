import {
  FarsightError,
  type Client,
  type RemoteStream,
  type SourceWatch,
  type StreamItem,
} from '@farsight/client';
import type { Source } from '@farsight/media';
import { given } from '../options/given.js';
import type { RunFlags } from '../options/run.js';
import { firstFrames } from './frames.js';

/** A source that the server opens, as a run needs to know it: taken for a camera, as most are, until the server has said more. */
export class ServerSource implements Source {
  readonly kind = 'frames';
  readonly streamId: string;
  readonly dropped = 0;
  readonly losses = 0;
  readonly awayMs = 0;
  readonly problems = 0;
  readonly skipped = 0;
  live = true;
  frameCount: number | undefined;
  #results: RemoteStream | undefined;

  /** @param name - what the server calls it */
  constructor(name: string) {
    this.streamId = name;
  }

  /** What was found in its frames, once it is open. */
  get results(): RemoteStream {
    if (this.#results === undefined) throw new FarsightError('INTERNAL', 'The source is not open.');
    return this.#results;
  }

  /** Has the server open it. `note` is told if it has to be waited for. */
  async open(run: Omit<WatchedRun, 'source'>, note: (text: string) => void): Promise<void> {
    this.#results = watchOnServer({ ...run, source: this });
    const { source } = await this.#results.info();
    if (source === undefined) return;
    ({ live: this.live, frameCount: this.frameCount } = source);
    if (source.waiting)
      note('The server cannot reach the source now; it goes on trying. Ctrl-C ends the wait.');
  }

  fileOf(): undefined {
    return undefined;
  }

  // eslint-disable-next-line require-yield, @typescript-eslint/require-await -- its frames never come here
  async *[Symbol.asyncIterator](): AsyncGenerator<never, undefined> {
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#results?.[Symbol.asyncDispose]();
  }
}

/** What is to be watched, and how. */
export interface WatchedRun {
  readonly client: Pick<Client, 'watch'>;
  readonly network: string;
  readonly source: Pick<Source, 'streamId'>;
  readonly flags: Pick<
    RunFlags,
    'output' | 'display' | 'maxFrames' | 'maxAge' | 'score' | 'iou' | 'maxResults'
  >;
  readonly stop: AbortSignal;
}

/** The results of a source that the server opens, as a stream. Frames come only where somebody draws on them. */
export function watchOnServer({ client, network, source, flags, stop }: WatchedRun): RemoteStream {
  const watch = client.watch(source.streamId, network, {
    ...given({
      scoreThreshold: flags.score,
      iouThreshold: flags.iou,
      maxResults: flags.maxResults,
      maxAgeMs: flags.maxAge,
    }),
    frames: flags.output !== undefined || flags.display !== 'none',
    signal: stop,
  });
  return {
    info: () => watch.info(),
    [Symbol.asyncIterator]: () => firstFrames(items(watch), flags.maxFrames ?? Infinity),
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
  };
}

async function* items(watch: SourceWatch): AsyncGenerator<StreamItem, void> {
  for await (const { image, ...item } of watch) {
    yield { ...item, image: image ?? { stamp: item.stamp, codec: 'jpeg', data: new Uint8Array() } };
  }
}
