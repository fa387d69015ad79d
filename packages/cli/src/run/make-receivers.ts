import { basename } from 'node:path';
import { FarsightError } from '@farsight/client';
import type { Source } from '@farsight/media';
import { delivery } from '../options/delivery.js';
import type { RunFlags } from '../options/run.js';
import { openResults, openSink } from '../sinks/open-sinks.js';
import { chooseTerminal } from '../terminal/choose-terminal.js';
import type { StatusLine } from '../terminal/status-line.js';
import { checkDistinct } from './distinct-files.js';
import { openOutput, type OutputContext } from './open-output.js';
import { Progress } from './progress.js';
import type { Receiver } from './receiver.js';
import { ResultLines } from './result-lines.js';
import { TerminalDisplay, type DisplayContext } from './terminal-display.js';

/** What {@link addReceivers} needs to know. */
export interface ReceiverContext {
  readonly server: string;
  readonly source: Source;
  readonly flags: RunFlags;
  readonly line: StatusLine;
  /** Ends the run: nobody reads the results any more. */
  readonly stop: () => void;
  /** Fires when the run is to end. */
  readonly stopped: AbortSignal;
}

/** Opens what the flags ask for, one after the other, so that what is open can be closed if the next fails. */
export async function addReceivers(receivers: Receiver[], context: ReceiverContext): Promise<void> {
  const { server, source, flags, line } = context;
  checkSegment(flags);
  if (flags.display === 'terminal') displayTerminal(flags);
  await checkDistinct(flags, source);
  const lines = new ResultLines({ masks: flags.masks, fileOf: (index) => nameOf(shownFile(source, index)) });
  receivers.push(lines);
  await addSinks(lines, context);
  if (flags.output !== undefined) {
    receivers.push(await openOutput(flags.output, outputContext(context)));
  }
  if (flags.results !== undefined) {
    lines.add(await openResults(flags.results, flags.segment !== undefined, context.stop));
  }
  if (flags.display === 'web') {
    // Only who wants a page needs the server's package, and all that comes with it.
    const { WebDisplay } = await import('./web-display.js');
    const page = new WebDisplay(source.streamId, server);
    receivers.push(page);
    line.note(`Live on ${await page.open(flags.httpPort)}`);
  }
  if (flags.display === 'terminal') {
    const display = new TerminalDisplay(displayContext(context));
    receivers.push(display);
    await display.open();
  }
  receivers.push(new Progress(line, framesAhead(source, flags), (index) => shownFile(source, index)));
}

function outputContext({ source, flags, line, stopped }: ReceiverContext): OutputContext {
  const mode = delivery(flags, source.live);
  // A live source, and a file that plays as one, has its own pace.
  const paced = mode === 'lossless' && !source.live;
  const note = (text: string): void => line.note(text);
  return {
    source,
    split: flags.segment !== undefined,
    publish: { delivery: mode, paced, stop: stopped, note },
  };
}

function displayContext({ source, flags, line, stop }: ReceiverContext): DisplayContext {
  return {
    terminal: displayTerminal(flags),
    keys: process.stdin,
    environment: process.env,
    graphics: flags.terminalGraphics,
    stream: source.streamId,
    line,
    stop,
  };
}

function displayTerminal({ results, terminalGraphics }: RunFlags): DisplayContext['terminal'] {
  const chosen = chooseTerminal({
    outIsTerminal: process.stdout.isTTY,
    errorIsTerminal: process.stderr.isTTY,
    resultsOut: results === '-',
    graphicsGiven: terminalGraphics !== 'auto',
    environment: process.env,
  });
  return process[chosen];
}

/** Before any file is opened: a URL that makes no sense must not cost an older result. */
async function addSinks(
  lines: ResultLines,
  { source, flags, line, stopped }: ReceiverContext,
): Promise<void> {
  const lossless = delivery(flags, source.live) === 'lossless';
  const note = (text: string): void => line.note(text);
  const context = { streamId: source.streamId, headers: flags.sinkHeader ?? [] };
  for (const url of flags.sink ?? []) {
    lines.add(await openSink(url, context, { lossless, stop: stopped, note }));
  }
}

function checkSegment({ segment, output, results = '-' }: RunFlags): void {
  if (segment === undefined || output !== undefined || results !== '-') return;
  throw new FarsightError('INVALID_ARGUMENT', 'Expected --output or --results FILE with --segment.');
}

function framesAhead({ frameCount, live }: Source, { maxFrames }: RunFlags): number | undefined {
  if (live || frameCount === undefined) return maxFrames;
  return Math.min(frameCount, maxFrames ?? Infinity);
}

function nameOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : basename(path);
}

/** What to call frame `index` when it fails: the file, where each frame has one of its own. */
function shownFile(source: Source, index: number): string | undefined {
  return source.kind === 'folder' ? source.fileOf(index) : undefined;
}
