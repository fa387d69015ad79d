import { connect, FarsightError } from '@farsight/client';
import { openSource, type Source } from '@farsight/media';
import { Interruption } from '../interruption.js';
import { connectOptions } from '../options/connection.js';
import type { RunFlags } from '../options/run.js';
import { StatusLine } from '../terminal/status-line.js';
import { addReceivers, type ReceiverContext } from './make-receivers.js';
import { closeAll, type Receiver } from './receiver.js';
import { runStream } from './run-stream.js';
import { ServerSource } from './server-source.js';
import { Summary } from './summary.js';
import { UnreadableFiles } from './unreadable-files.js';

/** Streams a source through a server's network and writes, shows or counts what comes back. */
export async function run(
  server: string,
  network: string,
  sourceText: string,
  flags: RunFlags,
): Promise<void> {
  const line = statusLine(flags);
  using interruption = new Interruption();
  const summary = new Summary();
  const receivers: Receiver[] = [summary];
  try {
    await runToEnd(server, network, sourceText, { flags, line, interruption, receivers });
    checkAnySucceeded(summary);
  } catch (error) {
    // What others have got is so, whatever went wrong after.
    note(line, receivers, 'deliveries');
    throw error;
  }
  note(line, receivers, 'report');
  note(line, receivers, 'deliveries');
}

/** Prints what the receivers have to tell. */
function note(line: StatusLine, receivers: readonly Receiver[], kind: 'report' | 'deliveries'): void {
  for (const receiver of receivers) for (const text of receiver[kind]?.() ?? []) line.note(text);
}

interface Command {
  readonly flags: RunFlags;
  readonly line: StatusLine;
  readonly interruption: Interruption;
  /** Are opened and closed. */
  readonly receivers: Receiver[];
}

/** Until the source ends, or Ctrl-C. */
async function runToEnd(
  server: string,
  network: string,
  sourceText: string,
  { flags, line, interruption, receivers }: Command,
): Promise<void> {
  const { signal } = interruption;
  try {
    const unreadable = new UnreadableFiles();
    await using source =
      flags.onServer === true
        ? new ServerSource(sourceText)
        : await open(sourceText, flags, signal, { line, unreadable });
    await using client = await connect(server, { ...(await connectOptions(flags)), signal });
    // Before any file is opened: a name that is wrong must not cost an older result.
    await client.describeNetwork(network, { signal });
    if (source instanceof ServerSource) {
      await source.open({ client, network, flags, stop: signal }, (text) => line.note(text));
    }
    const stop = (): void => interruption.stop();
    const outputs = { server, source, flags, line, stop, stopped: signal };
    await withReceivers(receivers, outputs, async () => {
      await runStream({ client, network, source, unreadable, flags, receivers, stop: signal });
      if (!source.live) await holdDisplay(receivers, outputs);
    });
  } catch (error) {
    // Ctrl-C is no failure.
    if (!signal.aborted || FarsightError.from(error).code !== 'CANCELLED') throw error;
  }
}

async function withReceivers(
  receivers: Receiver[],
  context: ReceiverContext,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await addReceivers(receivers, context);
    await work();
  } catch (error) {
    // What went wrong first is what counts.
    await closeAll(receivers).catch(() => undefined);
    throw error;
  }
  await closeAll(receivers);
}

/** Keeps what is shown on the screen for who sits at a terminal: a single image would be gone before it was seen. */
async function holdDisplay(
  receivers: readonly Receiver[],
  { flags, line, stopped }: ReceiverContext,
): Promise<void> {
  const display = receivers.find((receiver) => receiver.hold !== undefined);
  if (display === undefined || stopped.aborted) return;
  if (flags.display === 'web') {
    if (!line.live) return;
    line.note('Done. The page stays until Ctrl-C.');
  }
  await display.hold?.(stopped);
}

/** Where results go to the terminal too, a line that is rewritten would cut them to pieces. */
function statusLine({ results }: RunFlags): StatusLine {
  const shared = results === '-' && process.stdout.isTTY;
  return new StatusLine(shared ? { write: (text: string) => process.stderr.write(text) } : process.stderr);
}

interface ProblemReaders {
  readonly line: StatusLine;
  readonly unreadable: UnreadableFiles;
}

function open(
  text: string,
  flags: RunFlags,
  signal: AbortSignal,
  { line, unreadable }: ProblemReaders,
): Promise<Source> {
  return openSource(text, {
    jpegQuality: flags.quality,
    wire: flags.wire,
    keepPixels: keepsPixels(flags),
    rtspTransport: flags.rtspTransport,
    reconnect: flags.reconnect,
    signal,
    onProblem: (problem) => {
      if (problem.stamp === undefined) line.note(`Source: ${problem.error.message}`);
      else unreadable.add(problem.stamp, problem.error);
    },
  });
}

/** Whether frames are drawn on this side. What a page shows is drawn there, but video needs to be decoded for it. */
function keepsPixels({ output, display, wire }: RunFlags): boolean {
  return output !== undefined || display === 'terminal' || (display === 'web' && wire === 'video');
}

function checkAnySucceeded({ frames, failed, firstFailure }: Summary): void {
  if (frames > 0 || failed === 0) return;
  throw new FarsightError(
    'INVALID_FRAME',
    failed === 1
      ? `The frame failed: ${firstFailure}`
      : `All ${failed} frames failed. The first: ${firstFailure}`,
  );
}
