import { inspect } from 'node:util';
import { FarsightError } from '@farsight/client';

/** What stderr says about an error: one line, and with `verbose` everything that is known. */
export function describeFailure(error: unknown, verbose: boolean): string {
  const line = `farsight: ${FarsightError.is(error) ? oneLine(error.message) : unexpected(error)}\n`;
  return verbose ? `${line}${inspect(error)}\n` : line;
}

function unexpected(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `Something unexpected went wrong: ${oneLine(message)} (--verbose shows where)`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
