import { CommanderError } from 'commander';
import { describeFailure } from './failure.js';
import { buildProgram } from './program.js';

/**
 * Runs one command line.
 *
 * @returns the exit code: 0 done, 1 failed, 2 usage
 */
export async function runCli(args: readonly string[]): Promise<0 | 1 | 2> {
  const program = buildProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said what is wrong already, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(describeFailure(error, program.opts().verbose === true));
    return 1;
  }
}
