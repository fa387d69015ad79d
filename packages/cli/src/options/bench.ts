import type { Command } from 'commander';
import { addConnectionFlags, type ConnectionFlags } from './connection.js';
import { addDeliveryFlags, type DeliveryFlags } from './delivery.js';
import { decimal, integer } from './numbers.js';
import { addWireFlags, type WireFlags } from './wire.js';

/** Flags of `farsight bench`. */
export interface BenchFlags extends ConnectionFlags, DeliveryFlags, WireFlags {
  readonly streams: number;
  readonly seconds: number;
  readonly fps?: number;
  readonly json?: boolean;
}

/** Adds the flags to a command. */
export function addBenchFlags(command: Command): Command {
  command
    .option('--streams <n>', 'streams side by side, each with a connection of its own', integer(1, 1024), 1)
    .option('--seconds <s>', 'how long', decimal(0.1, 86_400), 10)
    .option(
      '--fps <rate>',
      'frames per second that each stream sends (default: as fast as answered; --live: 30)',
      decimal(0.001, 1e6),
    )
    .option('--json', 'print JSON');
  return addConnectionFlags(addDeliveryFlags(addWireFlags(command)));
}
