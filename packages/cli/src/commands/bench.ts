import { Command } from 'commander';
import { addBenchFlags, type BenchFlags } from '../options/bench.js';

/** `farsight bench SERVER NETWORK SOURCE` */
export function benchCommand(): Command {
  const command = new Command('bench')
    .description('Measure a server: frames per second, latency, fairness.')
    .argument('<server>', 'host:port')
    .argument('<network>', 'name of a network of the server')
    .argument('<source>', 'where the frames come from; its first 100 are sent again and again');
  return addBenchFlags(command).action(
    async (server: string, network: string, source: string, flags: BenchFlags) => {
      const { bench } = await import('../bench/bench.js');
      await bench(server, network, source, flags);
    },
  );
}
