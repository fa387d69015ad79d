import { Command } from 'commander';
import type { DemoFlags } from '../demo/demo.js';
import { integer, port } from '../options/numbers.js';

/** `farsight demo`: what `npm start` runs. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Serve the bundled network and stream the bundled video through it, shown on a page.')
    .option('--port <port>', 'port for gRPC', port, 5000)
    .option('--http-port <port>', 'port for the page', port, 5080)
    .option('--loops <n>', 'end after so many rounds of the video (default: at Ctrl-C)', integer(1, 1e9))
    .action(async (flags: DemoFlags) => {
      const { demo } = await import('../demo/demo.js');
      await demo(flags);
    });
}
