import type { Segments } from '../../domain/meta.js';
import type { Mask, Segments as SegmentsMessage } from '../../gen/farsight/v1/farsight.js';
import { boxesFromMessage, boxesToMessage } from './boxes.js';
import { expectLength, expectPixels } from './fit.js';
import { trackIdsFromMessage, trackIdsToMessage } from './tracks.js';

/** Domain -> message. */
export function segmentsToMessage(result: Segments): SegmentsMessage {
  const { width, height, masks } = result;
  return {
    ...boxesToMessage(result),
    width,
    height,
    masks: masks.map((runs) => ({ runs: Array.from(runs) })),
    ...trackIdsToMessage(result),
  };
}

/**
 * Message -> domain.
 *
 * @throws FarsightError INTERNAL if the arrays do not fit together, or a mask is not as large as the frame
 */
export function segmentsFromMessage(message: SegmentsMessage): Segments {
  const boxes = boxesFromMessage(message, 4);
  const { width, height, masks, trackIds } = message;
  expectLength('masks', masks, boxes.count);
  return {
    kind: 'segments',
    ...boxes,
    width,
    height,
    masks: masks.map((mask) => maskFromMessage(mask, width * height)),
    ...trackIdsFromMessage(trackIds, boxes.count),
  };
}

function maskFromMessage({ runs }: Mask, pixels: number): Uint32Array {
  expectPixels('mask', runs, pixels);
  return Uint32Array.from(runs);
}
