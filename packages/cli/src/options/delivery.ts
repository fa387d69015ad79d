import { Option, type Command } from 'commander';
import type { Delivery } from '@farsight/client';
import { integer } from './numbers.js';

/** Flags that say how frames are treated on the way. */
export interface DeliveryFlags {
  readonly live?: boolean;
  readonly lossless?: boolean;
  readonly inFlight?: number;
  readonly maxAge?: number;
}

/** Adds them to a command. */
export function addDeliveryFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--live', 'newest frame wins; default for cameras and streams').conflicts('lossless'),
    )
    .addOption(new Option('--lossless', 'every frame; default for files'))
    .option('--in-flight <n>', 'most unanswered frames', integer(1, 1024))
    .option(
      '--max-age <ms>',
      "live: drop frames that have waited for longer (default: the server's, 1000)",
      integer(1, 3_600_000),
    );
}

/** What the flags say, or what suits the source. */
export function delivery(flags: DeliveryFlags, sourceIsLive: boolean): Delivery {
  if (flags.live === true) return 'live';
  return flags.lossless === true || !sourceIsLive ? 'lossless' : 'live';
}
