import type { Keypoints } from '../../domain/meta.js';
import type { Keypoints as KeypointsMessage } from '../../gen/farsight/v1/farsight.js';
import { boxesFromMessage, boxesToMessage } from './boxes.js';
import { expectLength } from './fit.js';
import { trackIdsFromMessage, trackIdsToMessage } from './tracks.js';

/** Domain -> message. */
export function keypointsToMessage(result: Keypoints): KeypointsMessage {
  const { keypointsPerBox, keypoints } = result;
  return {
    ...boxesToMessage(result),
    keypointsPerBox,
    keypoints: Array.from(keypoints),
    ...trackIdsToMessage(result),
  };
}

/**
 * Message -> domain.
 *
 * @throws FarsightError INTERNAL if the arrays do not fit together
 */
export function keypointsFromMessage(message: KeypointsMessage): Keypoints {
  const boxes = boxesFromMessage(message, 4);
  const { keypointsPerBox, keypoints, trackIds } = message;
  expectLength('keypoint values', keypoints, 3 * keypointsPerBox * boxes.count);
  return {
    kind: 'keypoints',
    ...boxes,
    keypointsPerBox,
    keypoints: Float32Array.from(keypoints),
    ...trackIdsFromMessage(trackIds, boxes.count),
  };
}
