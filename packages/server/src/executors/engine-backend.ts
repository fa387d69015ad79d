import { loadNetwork } from '@farsight/engine';
import { decodeFrame } from '@farsight/media';
import type { StillFrame, RunOptions } from '@farsight/protocol';
import type { BackendOptions, BackendResult, CreateBackend, ExecutorBackend } from './backend.js';

/** The real thing: media decodes, the engine does the rest. */
export const createBackend: CreateBackend = async (options: BackendOptions): Promise<ExecutorBackend> => {
  const { definition, intraOpThreads, maxPixels } = options;
  const network = await loadNetwork(definition, { intraOpThreads });

  async function run(frame: StillFrame, runOptions: RunOptions): Promise<BackendResult> {
    const startedMs = performance.now();
    const pixels = decodeFrame(frame, { maxPixels });
    const decodeMs = performance.now() - startedMs;
    const { width, height } = pixels;
    const { streamId } = frame.stamp;
    const { meta, preprocessMs, runMs, postprocessMs } = await network.run(pixels, runOptions, { streamId });
    return { width, height, meta, timings: { decodeMs, preprocessMs, runMs, postprocessMs } };
  }

  return { run, release: () => network.release() };
};
