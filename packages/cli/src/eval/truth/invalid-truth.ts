import { FarsightError } from '@farsight/client';

/** An error about annotations: where, what was expected, what is there instead. */
export function invalidTruth(where: string, expected: string, received: unknown): FarsightError {
  return new FarsightError(
    'INVALID_ARGUMENT',
    `${where}: Expected ${expected} but received ${shown(received)}.`,
  );
}

const mostShown = 60;

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
}

/** Names for a message: of many, the first ones. */
export function someOf(names: readonly string[], most = 10): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
