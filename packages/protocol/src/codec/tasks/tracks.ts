import type { Tracks } from '../../domain/meta.js';
import type { Tracks as TracksMessage } from '../../gen/farsight/v1/farsight.js';
import { boxesFromMessage, boxesToMessage } from './boxes.js';
import { expectLength } from './fit.js';

/** Domain -> message. */
export function tracksToMessage(tracks: Tracks): TracksMessage {
  return { ...boxesToMessage(tracks), ...trackIdsToMessage(tracks) };
}

/**
 * Message -> domain.
 *
 * @throws FarsightError INTERNAL if the arrays do not fit together
 */
export function tracksFromMessage(message: TracksMessage): Tracks {
  const boxes = boxesFromMessage(message, 4);
  expectLength('track ids', message.trackIds, boxes.count);
  return { kind: 'tracks', ...boxes, trackIds: Int32Array.from(message.trackIds) };
}

/** Track ids of a result that need not have them; none are an empty list. */
export function trackIdsToMessage({ trackIds }: { readonly trackIds?: Int32Array }): { trackIds: number[] } {
  return { trackIds: Array.from(trackIds ?? []) };
}

/**
 * Track ids of a result that need not have them.
 *
 * @throws FarsightError INTERNAL if some boxes have one and others do not
 */
export function trackIdsFromMessage(trackIds: readonly number[], count: number): { trackIds?: Int32Array } {
  if (trackIds.length === 0) return {};
  expectLength('track ids', trackIds, count);
  return { trackIds: Int32Array.from(trackIds) };
}
