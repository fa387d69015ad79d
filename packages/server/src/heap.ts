import v8 from 'node:v8';
import vm from 'node:vm';

/**
 * Collects this thread's garbage now. Bytes of frames lie outside the heap, where a small heap does not feel them: without
 * this, an idle server keeps the frames of streams that are long over (measured: 40 MB after four of 1080p).
 */
export const collectGarbage: () => void = exposeGc();

/**
 * How often threads that never rest collect their garbage, in milliseconds. What survives a frame or two gets into the old
 * generation, which V8 lets grow for long before it looks there: the executors of a server grew by 130 bytes a frame (180,000
 * frames), which looks like a leak from outside. Collected, they come back to where they were; see docs/decisions/0012.
 */
export const collectEveryMs = 60_000;

function exposeGc(): () => void {
  v8.setFlagsFromString('--expose-gc');
  // The flag is for contexts made after it was set.
  return vm.runInNewContext('gc') as () => void;
}

/**
 * Has this process collect garbage in one go instead of in steps. With a heap as small as a server's (9 MB) and buffers
 * coming and going outside of it, V8 never stops marking in steps, on all its threads. Measured on 2 cores through one
 * connection to a network that costs nothing, with steps and without: 100 KB frames 2600/s and 3640/s (0.31 and 0.20 ms
 * CPU each), raw 1080p 76/s and 110/s (13 and 6.2 ms). In one go it takes 3 to 6 ms, rarely; were the heap hundreds of
 * megabytes, the pauses would grow with it.
 */
export function collectInOneGo(): void {
  v8.setFlagsFromString('--no-incremental-marking');
}
