import { FarsightError } from '@farsight/client';
import type { Environment } from './choose-graphics.js';

/** What decides where pictures are shown. */
export interface TerminalSituation {
  readonly outIsTerminal: boolean;
  readonly errorIsTerminal: boolean;
  /** Whether results go to standard output. */
  readonly resultsOut: boolean;
  /** Whether the command line says how pictures are shown. */
  readonly graphicsGiven: boolean;
  readonly environment: Environment;
}

/**
 * The stream that pictures are shown on: standard output, or standard error where the output goes elsewhere.
 *
 * @throws FarsightError INVALID_ARGUMENT if there is no terminal, or one that shall have none
 */
export function chooseTerminal(situation: TerminalSituation): 'stdout' | 'stderr' {
  const { outIsTerminal, errorIsTerminal, resultsOut } = situation;
  const { TERM, NO_COLOR } = situation.environment;
  if (!outIsTerminal && !errorIsTerminal) {
    throw refused(
      'Expected a terminal for --display terminal but output and errors go elsewhere. To watch in a browser, use --display web; to keep the pictures, --output.',
    );
  }
  if (outIsTerminal && resultsOut) {
    throw refused(
      'Expected --results FILE, or | before another command, with --display terminal: the pictures need the terminal.',
    );
  }
  if (TERM === 'dumb') {
    throw refused(
      'Expected a terminal that can move its cursor but received TERM=dumb. Use --display web or --output.',
    );
  }
  if (NO_COLOR !== undefined && NO_COLOR !== '' && !situation.graphicsGiven) {
    throw refused(
      'Expected colours for --display terminal but NO_COLOR is set. Name --terminal-graphics to have them all the same, or use --display web.',
    );
  }
  return outIsTerminal ? 'stdout' : 'stderr';
}

function refused(message: string): FarsightError {
  return new FarsightError('INVALID_ARGUMENT', message);
}
