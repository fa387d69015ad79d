import { startServer } from '@farsight/server';
import { aborted, Interruption } from '../interruption.js';
import { serverOptions, type ServeFlags } from '../options/server.js';
import { accessFlags, welcome } from './welcome.js';

/** Serves until Ctrl-C. */
export async function serve(networks: readonly string[], flags: ServeFlags): Promise<void> {
  const server = await startServer(await serverOptions(networks, flags));
  // Only now: before, while weights are fetched, there is nothing to finish and Ctrl-C simply ends the process.
  using interruption = new Interruption();
  try {
    process.stdout.write(welcome(server, accessFlags(flags)));
    await aborted(interruption.signal);
    process.stdout.write('Ending: streams get a moment to finish. Ctrl-C again ends at once.\n');
  } finally {
    await server.close();
  }
}
