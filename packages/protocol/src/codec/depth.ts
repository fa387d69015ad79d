import { FarsightError } from '../domain/errors.js';
import type { DepthMap } from '../domain/meta.js';
import type { DepthMap as DepthMapMessage } from '../gen/farsight/v1/farsight.js';

const steps = 65_535;

/** Domain -> message: 16 bits per value between the least and the greatest; values that are no number become the least. */
export function depthToMessage({ width, height, values }: DepthMap): DepthMapMessage {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) [min, max] = [0, 0];
  const factor = max > min ? steps / (max - min) : 0;
  const bytes = new Uint8Array(2 * values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const level = Number.isFinite(value) ? Math.round((value - min) * factor) : 0;
    bytes[2 * i] = level & 0xff;
    bytes[2 * i + 1] = level >> 8;
  }
  return { width, height, values: bytes, min, max };
}

/**
 * Message -> domain.
 *
 * @throws FarsightError INTERNAL if there are not as many values as the size says: the sender is broken.
 */
export function depthFromMessage({ width, height, values: bytes, min, max }: DepthMapMessage): DepthMap {
  if (bytes.length !== 2 * width * height) {
    throw new FarsightError(
      'INTERNAL',
      `The server sent a result that does not fit together: ${bytes.length} bytes of depth for ${width}x${height}.`,
    );
  }
  const values = new Float32Array(width * height);
  const step = (max - min) / steps;
  for (let i = 0; i < values.length; i++) {
    values[i] = min + step * ((bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8));
  }
  return { kind: 'depth', width, height, values };
}
