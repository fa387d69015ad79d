import type { Client, RemoteStream, SourceWatch, StreamItem } from '@farsight/client';
import type { Source } from '@farsight/media';
import { given } from '../options/given.js';
import type { RunFlags } from '../options/run.js';
import { firstFrames } from './frames.js';

/** What a run needs to know of a source that the server opens, before it does: taken for a camera, as most are. */
export function serverSource(name: string): Source {
  return {
    kind: 'frames',
    streamId: name,
    live: true,
    dropped: 0,
    losses: 0,
    awayMs: 0,
    problems: 0,
    skipped: 0,
    fileOf: () => undefined,
    // eslint-disable-next-line require-yield, @typescript-eslint/require-await -- its frames never come here
    async *[Symbol.asyncIterator]() {
      return undefined;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** What is to be watched, and how. */
export interface WatchedRun {
  readonly client: Pick<Client, 'watch'>;
  readonly network: string;
  readonly source: Pick<Source, 'streamId'>;
  readonly flags: Pick<RunFlags, 'output' | 'display' | 'maxFrames' | 'score' | 'iou' | 'maxResults'>;
  readonly stop: AbortSignal;
}

/** The results of a source that the server opens, as a stream. Frames come only where somebody draws on them. */
export function watchOnServer({ client, network, source, flags, stop }: WatchedRun): RemoteStream {
  const watch = client.watch(source.streamId, network, {
    ...given({ scoreThreshold: flags.score, iouThreshold: flags.iou, maxResults: flags.maxResults }),
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
