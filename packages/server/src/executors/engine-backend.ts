import { loadNetwork, type LoadedNetwork, type NetworkDefinition } from '@farsight/engine';
import { decodeFrame } from '@farsight/media';
import { FarsightError, type EncodedFrame, type PixelFrame, type RunOptions } from '@farsight/protocol';
import type { BackendOptions, BackendResult, CreateBackend, ExecutorBackend } from './backend.js';

/** The real thing: media decodes, the engine does the rest. */
export const createBackend: CreateBackend = async (options: BackendOptions): Promise<ExecutorBackend> => {
  const { definition, intraOpThreads, maxPixels } = options;
  const network = await loadNetwork(definition, { intraOpThreads });
  await warmUp(network, definition);

  async function run(frame: EncodedFrame, runOptions: RunOptions): Promise<BackendResult> {
    const startedMs = performance.now();
    const pixels = decodeFrame(frame, { maxPixels });
    const decodeMs = performance.now() - startedMs;
    const { width, height } = pixels;
    const { meta, preprocessMs, runMs, postprocessMs } = await network.run(pixels, runOptions);
    return { width, height, meta, timings: { decodeMs, preprocessMs, runMs, postprocessMs } };
  }

  return { run, release: () => network.release() };
};

/**
 * Runs one grey frame: what the runtime sets up at its first run (memory, kernels) is not waited for by the first client,
 * and a network that loads but cannot run is found out before anybody uses it.
 */
async function warmUp(network: LoadedNetwork, definition: NetworkDefinition): Promise<void> {
  try {
    await network.run(greyFrame(definition), {});
  } catch (error) {
    await network.release();
    throw FarsightError.is(error) && error.code !== 'INTERNAL'
      ? error
      : new FarsightError('NETWORK_LOAD_FAILED', `The network ${definition.name} loads but does not run.`, {
          cause: error,
        });
  }
}

function greyFrame({ tasks }: NetworkDefinition): PixelFrame {
  const { inputWidth: width = 320, inputHeight: height = 320 } = tasks[0]?.model ?? {};
  const data = new Uint8Array(3 * width * height).fill(114);
  return { width, height, format: 'rgb24', strideBytes: 3 * width, data, [Symbol.dispose]: () => undefined };
}
