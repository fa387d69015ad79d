import { FarsightError } from '@farsight/protocol';

/** An hour. */
const most = 3_600_000;

/** @throws FarsightError INVALID_ARGUMENT for an age that no server grants */
export function checkMaxAge(maxAgeMs: number | undefined): void {
  if (maxAgeMs === undefined || (Number.isInteger(maxAgeMs) && maxAgeMs >= 1 && maxAgeMs <= most)) return;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected an integer of 1..${most} for maxAgeMs but received ${maxAgeMs}.`,
  );
}
