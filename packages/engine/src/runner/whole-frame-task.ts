import type { TaskDefinition } from '../definition.js';
import { imageProcessor } from '../kernels/pictures/image-processor.js';
import type { PipelineTask } from './pipeline-task.js';
import { placeResult } from './place-result.js';
import { refineResult } from './refine-result.js';
import type { TaskRunner } from './task-runner.js';
import { neededTasks } from './task-order.js';

/** A task on the whole frame. */
export function wholeFrameTask(task: TaskDefinition, runner: TaskRunner): PipelineTask {
  const process = imageProcessor(task.input.processing, task.colorFormat);
  return {
    name: task.name,
    needs: neededTasks(task),
    release: () => runner.release(),

    begin(run) {
      const { picture, geometry } = run.preprocess(() => {
        const processed = process(run.picture, run.streamId);
        return { picture: processed, geometry: runner.preprocess(processed.pixels) };
      });
      run.done();
      return async () => {
        using outputs = await run.infer(() => runner.run());
        return run.postprocess(() => {
          const found = runner.postprocess(outputs.tensors, geometry, run.options);
          return refineResult(placeResult(found, picture, run.size), task.refine);
        });
      };
    },
  };
}
