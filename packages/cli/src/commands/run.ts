import { Command } from 'commander';
import { addRunFlags, type RunFlags } from '../options/run.js';

/** `farsight run SERVER NETWORK SOURCE` */
export function runCommand(): Command {
  const command = new Command('run')
    .description('Run a network of a server on an image, folder, video, stream or camera.')
    .argument('<server>', 'host:port')
    .argument('<network>', 'name of a network of the server')
    .argument('<source>', 'image, folder, video file, rtsp://…, http(s)://…, camera:0');
  return addRunFlags(command).action(
    async (server: string, network: string, source: string, flags: RunFlags) => {
      // What commands need is loaded when they run: help and usage errors come at once.
      const { run } = await import('../run/run.js');
      await run(server, network, source, flags);
    },
  );
}
