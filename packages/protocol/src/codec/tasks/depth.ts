import type { DepthMap } from '../../domain/meta.js';
import type { DepthMap as DepthMapMessage } from '../../gen/farsight/v1/farsight.js';
import { depthFromLevels, depthToLevels } from '../../domain/depth-levels.js';
import { expectLength } from './fit.js';

/** Domain -> message: 16 bits per value, see {@link depthToLevels}. */
export function depthToMessage(map: DepthMap): DepthMapMessage {
  const { levels, min, max } = depthToLevels(map.values);
  const bytes = new Uint8Array(2 * levels.length);
  levels.forEach((level, i) => {
    bytes[2 * i] = level & 0xff;
    bytes[2 * i + 1] = level >> 8;
  });
  return { width: map.width, height: map.height, values: bytes, min, max };
}

/**
 * Message -> domain.
 *
 * @throws FarsightError INTERNAL if there are not as many values as the size says
 */
export function depthFromMessage({ width, height, values: bytes, min, max }: DepthMapMessage): DepthMap {
  expectLength('bytes of depth', bytes, 2 * width * height);
  const levels = new Uint16Array(width * height);
  for (let i = 0; i < levels.length; i++) levels[i] = (bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8);
  return { kind: 'depth', width, height, values: depthFromLevels({ levels, min, max }) };
}
