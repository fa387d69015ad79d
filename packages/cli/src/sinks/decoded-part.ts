import { FarsightError } from '@farsight/client';

/**
 * A part of a URL without its escapes.
 *
 * @throws FarsightError INVALID_ARGUMENT if there is a % that escapes nothing
 */
export function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new FarsightError('INVALID_ARGUMENT', 'Expected % to be written as %25 in the URL of --sink.');
  }
}
