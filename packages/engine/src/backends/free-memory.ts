import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** A port that nobody listens to, nor ever will. */
const nowhere = closedPort();

function closedPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}

/**
 * Frees memory at once, where a collector would come by when megabytes of it lie about: sends it to where nobody is, for
 * which the sender has to give it up all the same (HTML, "message port post message steps"). Takes 25 µs. `transfer(0)` does
 * it from Node 22 on.
 *
 * @param buffers - each once; empty afterwards
 */
export function freeMemory(buffers: ArrayBuffer[]): void {
  nowhere.postMessage(undefined, buffers);
}
