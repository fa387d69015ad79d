import type { Source } from '@farsight/media';
import type { RunFlags } from '../options/run.js';
import type { StatusLine } from '../terminal/status-line.js';
import { checkDistinct } from './distinct-files.js';
import { openOutput } from './open-output.js';
import { Progress } from './progress.js';
import type { Receiver } from './receiver.js';
import { ResultsFile } from './results-file.js';
import { TerminalDisplay } from './terminal-display.js';

/** What {@link addReceivers} needs to know. */
export interface ReceiverContext {
  readonly server: string;
  readonly source: Source;
  readonly flags: RunFlags;
  readonly line: StatusLine;
  /** Ends the run: nobody reads the results any more. */
  readonly stop: () => void;
}

/** Opens what the flags ask for, one after the other, so that what is open can be closed if the next fails. */
export async function addReceivers(receivers: Receiver[], context: ReceiverContext): Promise<void> {
  const { server, source, flags, line, stop } = context;
  await checkDistinct(flags, source);
  if (flags.output !== undefined) receivers.push(await openOutput(flags.output, source));
  if (flags.results !== undefined) {
    receivers.push(await ResultsFile.open(flags.results, { masks: flags.masks }, stop));
  }
  if (flags.display === 'web') {
    // Only who wants a page needs the server's package, and all that comes with it.
    const { WebDisplay } = await import('./web-display.js');
    const page = new WebDisplay(source.streamId, server);
    receivers.push(page);
    line.note(`Live on ${await page.open(flags.httpPort)}`);
  }
  if (flags.display === 'terminal') receivers.push(new TerminalDisplay(process.stderr));
  receivers.push(new Progress(line, framesAhead(source, flags), (index) => shownFile(source, index)));
}

function framesAhead({ frameCount, live }: Source, { maxFrames }: RunFlags): number | undefined {
  if (live || frameCount === undefined) return maxFrames;
  return Math.min(frameCount, maxFrames ?? Infinity);
}

/** What to call frame `index` when it fails: the file, where each frame has one of its own. */
function shownFile(source: Source, index: number): string | undefined {
  return source.kind === 'folder' ? source.fileOf(index) : undefined;
}
