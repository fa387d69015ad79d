import { runCli } from './run-cli.js';

// stderr is for what the user can act on, which a library's deprecation is not.
process.noDeprecation = true;
process.exitCode = await runCli(process.argv.slice(2));
