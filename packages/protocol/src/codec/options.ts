import { FarsightError } from '../domain/errors.js';
import type { RunOptions } from '../domain/options.js';
import { networkNamePattern } from '../domain/network-info.js';
import type { RunOptions as RunOptionsMessage } from '../gen/farsight/v1/farsight.js';

/** Domain -> message. */
export function runOptionsToMessage(networks: readonly string[], options: RunOptions): RunOptionsMessage {
  return {
    networks: [...networks],
    tasks: [...(options.tasks ?? [])],
    scoreThreshold: options.scoreThreshold,
    iouThreshold: options.iouThreshold,
    maxResults: options.maxResults,
  };
}

/**
 * Message -> domain, every value checked.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function runOptionsFromMessage(message: RunOptionsMessage | undefined): {
  networks: readonly string[];
  options: RunOptions;
} {
  const networks = message?.networks ?? [];
  if (message === undefined || networks.length === 0) {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      'Expected the name of at least one network in options.networks.',
    );
  }
  for (const name of networks) checkNetworkName(name);
  if (new Set(networks).size !== networks.length) {
    throw new FarsightError('INVALID_ARGUMENT', 'Expected every network once in options.networks.');
  }
  const { scoreThreshold, iouThreshold, maxResults, tasks } = message;
  checkShare('score_threshold', scoreThreshold);
  checkShare('iou_threshold', iouThreshold);
  if (maxResults === 0)
    throw new FarsightError('INVALID_ARGUMENT', 'Expected max_results of at least 1 but received 0.');
  return {
    networks,
    options: {
      ...(tasks.length > 0 && { tasks }),
      ...(scoreThreshold !== undefined && { scoreThreshold }),
      ...(iouThreshold !== undefined && { iouThreshold }),
      ...(maxResults !== undefined && { maxResults }),
    },
  };
}

/**
 * Refuses a name no network can have, before it reaches a path or a log.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export function checkNetworkName(name: string): void {
  if (networkNamePattern.test(name)) return;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected a network name of letters, digits, ".", "_", "-" (at most 128, first a letter or digit) but received ${JSON.stringify(name.slice(0, 140))}.`,
  );
}

function checkShare(name: string, value: number | undefined): void {
  if (value === undefined || (value >= 0 && value <= 1)) return;
  throw new FarsightError('INVALID_ARGUMENT', `Expected a ${name} of 0..1 but received ${value}.`);
}
