import type { LiveStream } from './live-hub.js';

/** An answer before it is sent: a body, or a stream to watch. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | LiveStream;
}

/** An answer of one line. */
export function text(status: number, line: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const type = { 'Cache-Control': 'no-store', 'Content-Type': 'text/plain; charset=utf-8' };
  return { status, headers: { ...type, ...headers }, body: `${line}\n` };
}
