import { describeFailure } from './failure.js';
import { outputError } from './run/output-error.js';
import { runCli } from './run-cli.js';

// stderr is for what the user can act on, which a library's deprecation is not.
process.noDeprecation = true;

let unwritten: unknown;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read it may leave, as `head` does: a server goes on serving, and what is short comes to its end.
  if (error.code !== 'EPIPE') unwritten ??= error;
});

process.exitCode = await runCli(process.argv.slice(2));
// Streams tell of their errors after the calls that made them.
process.once('beforeExit', (code) => {
  if (code !== 0 || unwritten === undefined) return;
  process.stderr.write(describeFailure(outputError(unwritten, 'Standard output'), false));
  process.exitCode = 1;
});
