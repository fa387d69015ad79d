/** Silence after which a server that does not answer either is gone: TCP tells of a network that ended only after minutes. */
const silentMs = 4_000;

/** What the page knows of its way to the server. */
export class ServerLink {
  #heardMs = 0;
  #cut = new AbortController();
  #answer = deferred();

  /** Aborts when the server turns out to be gone: streams that wait for it may end. Another one from then on. */
  get cut(): AbortSignal {
    return this.#cut.signal;
  }

  /** Something came from the server. */
  heard(): void {
    this.#heardMs = performance.now();
  }

  /** The server answered when it was asked how it is. */
  answered(): void {
    this.heard();
    this.#answer.resolve();
    this.#answer = deferred();
  }

  /** It did not. */
  failed(): void {
    if (performance.now() - this.#heardMs < silentMs) return;
    this.#cut.abort();
    this.#cut = new AbortController();
  }

  /** Resolves with true when the server answers again, with false once aborted. */
  back(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(false), { once: true });
      void this.#answer.promise.then(() => resolve(true));
    });
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
