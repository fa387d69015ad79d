import { findCatalogue, NoOnnxWeightsError, resolveNetwork, type NetworkDefinition } from '@farsight/engine';
import { FarsightError } from '@farsight/protocol';
import { compileServerOptions, type CompiledServerOptions, type ServerOptions } from './config.js';
import { Scheduler } from './executors/scheduler.js';
import { RunningServer, type FarsightServer } from './farsight-server.js';
import { FrameMemory } from './frame-memory.js';
import { collectInOneGo } from './heap.js';
import { ExecutorLoader } from './networks/executor-loader.js';
import { NetworkDirectory, type DirectoryOptions } from './networks/network-directory.js';

/** Memory of frames that is kept while there are streams: about forty of 1080p as JPEG. */
const keptMemoryBytes = 16 * 2 ** 20;

/**
 * Starts a server: looks what the catalogue has, listens, loads the networks that are named. Resolves when all that is done.
 *
 * @throws FarsightError INVALID_ARGUMENT for options, PORT_IN_USE, and for named networks NETWORK_NOT_FOUND,
 *   INVALID_NETWORK, WEIGHTS_UNAVAILABLE, WEIGHTS_CORRUPT, NETWORK_LOAD_FAILED; nothing stays open then
 */
export async function startServer(options: ServerOptions = {}): Promise<FarsightServer> {
  const compiled = compileServerOptions(options);
  if (compiled.tuneHeap) collectInOneGo();
  const scheduler = new Scheduler(Math.max(1, Math.floor(compiled.cores / compiled.threads)));
  const memory = new FrameMemory(keptMemoryBytes);
  const directory = await openDirectory(compiled, scheduler, memory);
  const server = new RunningServer(compiled, { directory, scheduler, memory });
  try {
    await server.listen();
    const signal = new AbortController().signal;
    const named = directory.named;
    await Promise.all(named.map((name) => directory.acquire(name, signal)));
    server.announce();
    // Now that it does not keep anybody waiting.
    void directory.readAll();
    return server;
  } catch (error) {
    await server.close({ drainMs: 0 });
    throw error;
  }
}

async function openDirectory(
  options: CompiledServerOptions,
  scheduler: Scheduler,
  memory: FrameMemory,
): Promise<NetworkDirectory> {
  const { executors, threads, limits, backend, logger, networksDirs, cacheDir, frameworkDir } = options;
  const places = {
    folders: networksDirs,
    ...(cacheDir !== undefined && { cacheDir }),
    ...(frameworkDir !== undefined && { frameworkDir }),
  };
  const named = await Promise.all(options.networks.map((spec) => resolve(spec, options, places)));
  checkNames(named);
  const loader = new ExecutorLoader({
    scheduler,
    executors,
    threads,
    maxPixels: limits.framePixels,
    backend,
    logger,
    reclaim: (bytes) => memory.give(bytes),
  });
  const onUnusable: DirectoryOptions['onUnusable'] = ({ path, error }) => {
    // A network that only PyTorch can build is no mistake: the list of networks says so.
    if (error instanceof NoOnnxWeightsError) return;
    logger.warn({ path, err: error }, 'A network file cannot be used.');
  };
  return new NetworkDirectory({ named, catalogue: findCatalogue(places), loader, onUnusable });
}

async function resolve(
  spec: string | NetworkDefinition,
  { overrides, networks }: CompiledServerOptions,
  places: Parameters<typeof findCatalogue>[0],
): Promise<NetworkDefinition> {
  if (typeof spec !== 'string') return spec;
  // What is said about bare .onnx files must not touch the network files named beside them; alone, they refuse it.
  const bare = networks.filter((other) => typeof other === 'string' && other.endsWith('.onnx'));
  const meant = overrides !== undefined && (bare.length === 0 || bare.includes(spec));
  return resolveNetwork(spec, { ...places, ...(meant && { overrides }) });
}

function checkNames(named: readonly NetworkDefinition[]): void {
  const names = named.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected networks of different names for networks but received ${JSON.stringify(twice)} twice.`,
  );
}
