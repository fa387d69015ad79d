import type { ServerResponse } from 'node:http';
import type { LiveStream } from './live-hub.js';

/** A watcher that takes nothing for so long is gone. */
const maxStallMs = 30_000;

/**
 * Sends a live stream as the body of a response until the stream ends or the watcher leaves. A watcher slower than the
 * stream gets the newest frame each time it is ready: at most one frame is being sent and one waits.
 */
export function sendLive(stream: LiveStream, response: ServerResponse): void {
  let waiting: readonly Uint8Array[] | undefined;
  let busySince: number | undefined;

  const write = (parts: readonly Uint8Array[]): void => {
    // Not corked: from Node 22 on a corked response says that it needs to drain and then never does. Node itself corks the
    // socket until the end of the tick.
    const roomLeft = parts.map((part) => response.write(part)).every(Boolean);
    busySince = roomLeft ? undefined : Date.now();
  };
  const stop = stream.watch({
    send: (parts) => {
      if (busySince === undefined) write(parts);
      else if (Date.now() - busySince > maxStallMs) response.destroy();
      else waiting = parts;
    },
    end: () => response.end(),
  });
  response.on('drain', () => {
    busySince = undefined;
    const parts = waiting;
    waiting = undefined;
    if (parts !== undefined) write(parts);
  });
  response.on('close', stop);
}
