import { FarsightError } from '@farsight/client';
import { openSource, type Source } from '@farsight/media';
import { Interruption } from '../interruption.js';
import { given } from '../options/given.js';
import type { RunFlags } from '../options/run.js';
import { StatusLine } from '../terminal/status-line.js';
import { addReceivers } from './make-receivers.js';
import { closeAll, type Receiver } from './receiver.js';
import { runStream } from './run-stream.js';
import { Summary } from './summary.js';
import { holdPage } from './web-display.js';

/** Streams a source through a server's network and writes, shows or counts what comes back. */
export async function run(
  server: string,
  network: string,
  sourceText: string,
  flags: RunFlags,
): Promise<void> {
  const line = statusLine(flags);
  using interruption = new Interruption();
  const { signal } = interruption;
  await using source = await open(sourceText, flags, signal, line);
  const summary = new Summary();
  const receivers: Receiver[] = [summary];
  try {
    await addReceivers(receivers, { server, source, flags, line, stop: () => interruption.interrupt() });
    await runStream({ server, network, source, flags, receivers, stop: signal });
    await holdPage(receivers, source, line, signal);
  } catch (error) {
    // What went wrong first is what counts.
    await closeAll(receivers).catch(() => undefined);
    throw error;
  }
  await closeAll(receivers);
  line.note(summary.toString());
  if (flags.output !== undefined && summary.frames > 0) line.note(`Written: ${flags.output}`);
  checkAnySucceeded(summary);
}

/** Where results go to the terminal too, a line that is rewritten would cut them to pieces. */
function statusLine({ results }: RunFlags): StatusLine {
  const shared = results === '-' && process.stdout.isTTY;
  return new StatusLine(shared ? { write: (text: string) => process.stderr.write(text) } : process.stderr);
}

function open(text: string, flags: RunFlags, signal: AbortSignal, line: StatusLine): Promise<Source> {
  return openSource(text, {
    ...given({ jpegQuality: flags.quality, wire: flags.raw === true ? ('raw' as const) : undefined }),
    keepPixels: flags.output !== undefined || flags.display === 'terminal',
    rtspTransport: flags.rtspTransport,
    signal,
    onProblem: ({ file, index, error }) => {
      const where = file ?? (index === undefined ? 'Source' : `Frame ${index}`);
      line.note(`${where}: ${error.message}`);
    },
  });
}

function checkAnySucceeded({ frames, failed }: Summary): void {
  if (frames > 0 || failed === 0) return;
  throw new FarsightError(
    'INVALID_FRAME',
    failed === 1 ? 'The frame failed.' : `All ${failed} frames failed.`,
  );
}
