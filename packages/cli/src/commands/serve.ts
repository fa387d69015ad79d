import { Command } from 'commander';
import { addServerFlags, type ServeFlags } from '../options/server.js';

/** `farsight serve [NETWORK...]` */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('Serve networks over gRPC, with a page, status and health over HTTP.')
    .argument('[network...]', 'catalogue name, path of a network file, or path of an .onnx file');
  return addServerFlags(command).action(async (networks: readonly string[], flags: ServeFlags) => {
    if ((flags.tlsCert === undefined) !== (flags.tlsKey === undefined)) {
      command.error('error: expected --tls-cert and --tls-key together', { exitCode: 2 });
    }
    const { serve } = await import('../serve/serve.js');
    await serve(networks, flags);
  });
}
