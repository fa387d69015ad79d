import { Command } from 'commander';
import { benchCommand } from './commands/bench.js';
import { demoCommand } from './commands/demo.js';
import { evalCommand } from './commands/eval.js';
import { networksCommand } from './commands/networks.js';
import { runCommand } from './commands/run.js';
import { serveCommand } from './commands/serve.js';
import { version } from './version.js';

/** The `farsight` command. Parsing throws CommanderError instead of ending the process. */
export function buildProgram(): Command {
  const program = new Command('farsight')
    .description('Runs vision networks for cameras, programs and browsers that are somewhere else.')
    .version(version)
    .option('--verbose', 'show the stack and the cause of an error');
  const commands = [
    serveCommand(),
    runCommand(),
    networksCommand(),
    evalCommand(),
    benchCommand(),
    demoCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  return throwing(program);
}

/** A subcommand made on its own does not inherit this. */
function throwing(command: Command): Command {
  command.exitOverride();
  command.showHelpAfterError('(--help shows what there is)');
  command.configureHelp({ showGlobalOptions: true });
  for (const sub of command.commands) throwing(sub);
  return command;
}
