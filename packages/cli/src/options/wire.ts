import { Option, type Command } from 'commander';
import { integer } from './numbers.js';

/** Flags about how the frames of a video travel. */
export interface WireFlags {
  readonly wire: 'jpeg' | 'video' | 'raw';
  readonly quality: number;
}

/** Adds the flags to a command. */
export function addWireFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--wire <form>',
        'how the frames of a video travel: as JPEGs, coded as they are, or uncompressed',
      )
        .choices(['jpeg', 'video', 'raw'])
        .default('jpeg'),
    )
    .option('--quality <n>', 'of the JPEGs that video frames travel as', integer(1, 100), 90);
}
