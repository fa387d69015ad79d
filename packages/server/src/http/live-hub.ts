import type { LiveStatus } from '@farsight/protocol';
import { encodeLiveHeader, type LiveFrame, type LiveOpening } from '@farsight/protocol/live';

/** A frame to show, as {@link LiveFrame} without its tag. */
export type LiveFrameInfo = Omit<LiveFrame, 'kind'>;

/** What a live stream is: see {@link LiveOpening}. */
export type LiveStreamInfo = Pick<LiveOpening, 'network' | 'labels'>;

/** One who watches; how it takes bytes is its own matter, but it must not keep more than one frame waiting. */
export interface Watcher {
  /** Called with the opening first, then with frames. The parts are the message's bytes, in order. */
  send(parts: readonly Uint8Array[]): void;
  /** The stream is over. */
  end(): void;
}

/** One stream being shown. */
export class LiveStream implements Disposable {
  readonly name: string;
  readonly info: LiveStreamInfo;
  readonly #watchers = new Set<Watcher>();
  readonly #closed: () => void;

  /** Use {@link LiveHub.open}. */
  constructor(name: string, info: LiveStreamInfo, closed: () => void) {
    this.name = name;
    this.info = info;
    this.#closed = closed;
  }

  /** How many watch. With 0 there is no need to prepare a frame. */
  get watchers(): number {
    return this.#watchers.size;
  }

  /** Hands a frame to everybody who watches now; nothing is kept. `jpeg` must not change afterwards. */
  publish(jpeg: Uint8Array, frame: LiveFrameInfo): void {
    if (this.#watchers.size === 0) return;
    const parts = [encodeLiveHeader({ kind: 'frame', ...frame }, jpeg.length), jpeg];
    for (const watcher of this.#watchers) watcher.send(parts);
  }

  /** Begins to send to `watcher`; the returned function stops it. */
  watch(watcher: Watcher): () => void {
    watcher.send([encodeLiveHeader({ kind: 'opening', stream: this.name, ...this.info }, 0)]);
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Ends the stream for everybody who watches and takes it off the hub. */
  close(): void {
    this.#closed();
    for (const watcher of this.#watchers) watcher.end();
    this.#watchers.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * The streams that can be watched now: where those who have annotated frames (a demo, `farsight run`, a session) meet
 * those who look (the page). Keeps no frames.
 */
export class LiveHub {
  readonly #streams = new Map<string, LiveStream>();

  /** Begins a stream. If `name` is taken, the stream is called `name-2`, `name-3` … */
  open(name: string, info: LiveStreamInfo): LiveStream {
    let free = name;
    for (let n = 2; this.#streams.has(free); n += 1) free = `${name}-${n}`;
    const stream = new LiveStream(free, info, () => this.#streams.delete(free));
    this.#streams.set(free, stream);
    return stream;
  }

  find(name: string): LiveStream | undefined {
    return this.#streams.get(name);
  }

  /** In the order they were opened. */
  status(): readonly LiveStatus[] {
    return [...this.#streams.values()].map(({ name, info, watchers }) => ({
      name,
      network: info.network,
      watchers,
    }));
  }

  /** Ends all streams. */
  close(): void {
    for (const stream of [...this.#streams.values()]) stream.close();
  }
}
