/**
 * One frame and its results as bytes, for carriers that pass them on unread: `InferRequest` and `InferResponse` of
 * farsight.proto, as a page sends them over HTTP.
 */
import { networkInfoFromMessage } from './codec/network-info.js';
import { frameToMessage } from './codec/frame.js';
import { runOptionsToMessage } from './codec/options.js';
import { resultFromMessage } from './codec/result.js';
import { FarsightError } from './domain/errors.js';
import type { EncodedFrame } from './domain/frame.js';
import type { FrameResult } from './domain/meta.js';
import type { NetworkInfo } from './domain/network-info.js';
import type { RunOptions } from './domain/options.js';
import { InferRequest, InferResponse } from './gen/farsight/v1/farsight.js';

/** What was found in one frame, and what by. */
export interface Inferred {
  /** With labels. */
  readonly networks: readonly NetworkInfo[];
  readonly result: FrameResult;
}

/** A frame and what to run on it -> bytes. */
export function encodeInfer(
  frame: EncodedFrame,
  networks: readonly string[],
  options: RunOptions = {},
): Uint8Array {
  const message = { options: runOptionsToMessage(networks, options), frame: frameToMessage(frame) };
  return InferRequest.encode(message).finish();
}

/**
 * Bytes -> what was found.
 *
 * @throws FarsightError INTERNAL if they are no such message: the sender is broken
 */
export function decodeInfer(bytes: Uint8Array): Inferred {
  try {
    const { networks, result } = InferResponse.decode(bytes);
    if (result !== undefined)
      return { networks: networks.map(networkInfoFromMessage), result: resultFromMessage(result) };
  } catch (cause) {
    throw new FarsightError('INTERNAL', 'Expected an InferResponse but received other bytes.', { cause });
  }
  throw new FarsightError('INTERNAL', 'Expected an InferResponse but received one without a result.');
}
