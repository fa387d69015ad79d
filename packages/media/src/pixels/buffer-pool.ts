/** Most free buffers kept for reuse. */
const maxFree = 3;

/** A free buffer larger than a slab serves a need if it is at most this many times as large. */
const maxWaste = 2;

/**
 * Least size of a buffer. Only the pages that are written to take memory, and glibc returns an allocation to the system
 * for certain if it is larger than 32 MiB (mallopt(3), M_MMAP_THRESHOLD): freed buffers of 6 MB stay with the process.
 */
const slabBytes = 33 * 1024 * 1024;

/** After this long without use a thread gives its free buffers back. */
const idleMs = 2000;

/**
 * Gives the memory of a buffer back at once; without it, it stays until the garbage collector comes by, which an idle
 * thread never calls. Transferring to a closed port detaches the buffer and drops its memory with the message
 * (`ArrayBuffer.prototype.transfer` does the same, from Node 22 on).
 */
function release(buffer: ArrayBuffer): void {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.postMessage(undefined, [buffer]);
  port1.close();
}

/**
 * Memory of decoded pixels, reused within a thread: frames of a stream are alike, and 6 MB per 1080p frame is more than
 * the garbage collector should see. Bounded, and empty again soon after the last frame.
 */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];
  #idleTimer: NodeJS.Timeout | undefined;
  readonly #onIdle: () => void;

  /** @param onIdle called when the pool has not been used for a while, after it has given its memory back. */
  constructor(onIdle: () => void = () => undefined) {
    this.#onIdle = onIdle;
  }

  /** Bytes of the free buffers. */
  get freeBytes(): number {
    return this.#free.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  }

  /** A buffer of at least `byteLength` bytes, with whatever was in it. The caller gives it back or forgets it. */
  take(byteLength: number): ArrayBuffer {
    const at = this.#free.findLastIndex(
      (buffer) =>
        buffer.byteLength >= byteLength && buffer.byteLength <= Math.max(slabBytes, maxWaste * byteLength),
    );
    const [buffer] = at < 0 ? [] : this.#free.splice(at, 1);
    return buffer ?? new ArrayBuffer(Math.max(slabBytes, byteLength));
  }

  /** Takes a buffer back; it must not be used any more. The one that lay unused longest makes room. */
  giveBack(buffer: ArrayBuffer): void {
    this.#free.push(buffer);
    if (this.#free.length > maxFree) this.#free.splice(0, 1).forEach(release);
    this.#startIdleTimer();
  }

  /** Gives the memory of all free buffers back. */
  trim(): void {
    this.#free.splice(0).forEach(release);
  }

  #startIdleTimer(): void {
    if (this.#idleTimer !== undefined) {
      this.#idleTimer.refresh();
      return;
    }
    this.#idleTimer = setTimeout(() => {
      this.trim();
      this.#onIdle();
    }, idleMs);
    this.#idleTimer.unref();
  }
}
