import { FarsightError } from '@farsight/protocol';
import { onnxRuntime } from '../backends/onnxruntime.js';
import type { RuntimeBackend } from '../backends/runtime.js';
import type { NetworkDefinition } from '../definition.js';
import { settleHeads } from '../networks/onnx/settle-heads.js';
import type { LoadedTask } from './load-task.js';
import { loadTask } from './load-task.js';
import type { LoadOptions, LoadedNetwork } from './loaded-network.js';
import { Network } from './network.js';

/**
 * Loads a network whose weights are on this machine, in the thread that will run it, and runs it once so that the first
 * frame is as quick as the rest. Errors: NETWORK_LOAD_FAILED (the runtime refuses the weights or cannot run them),
 * INVALID_NETWORK (the network's file does not fit its weights, or its tasks each other), UNSUPPORTED. Messages name the
 * network, no paths.
 */
export async function loadNetwork(
  definition: NetworkDefinition,
  options: LoadOptions,
  backend: RuntimeBackend = onnxRuntime,
): Promise<LoadedNetwork> {
  const loaded: LoadedTask[] = [];
  try {
    for (const task of settleHeads(definition).tasks) {
      loaded.push(await loadTask(task, loaded, options, backend));
    }
  } catch (error) {
    await Promise.all(loaded.map(({ task }) => task.release()));
    throw named(definition.name, error);
  }
  const tasks = loaded.map(({ task }) => task);
  return new Network(definition.name, tasks);
}

/** The same error, for whoever has more than one network. */
function named(name: string, error: unknown): FarsightError {
  const { code, message, cause } = FarsightError.from(error);
  return new FarsightError(code, `Network ${name}: ${message}`, { cause });
}
