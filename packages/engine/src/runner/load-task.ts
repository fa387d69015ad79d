import type { TaskResult } from '@farsight/protocol';
import type { RuntimeBackend, SessionOptions } from '../backends/runtime.js';
import type { TaskDefinition } from '../definition.js';
import type { BoxResult } from './choose-regions.js';
import { checkTask, splitAlign } from './check-task.js';
import type { PipelineTask } from './pipeline-task.js';
import { RegionPictures, checkLandmarks } from './region-pictures.js';
import { RegionTask } from './region-task.js';
import { isList, takeRows } from './result-columns.js';
import { TaskRunner } from './task-runner.js';
import { tryRows, warmUp } from './warm-up.js';
import { wholeFrameTask } from './whole-frame-task.js';

/** A task that is loaded, with a result of it: what it found in a grey picture. */
export interface LoadedTask {
  readonly definition: TaskDefinition;
  readonly task: PipelineTask;
  readonly sample: TaskResult;
}

/** Loads a task, of a network whose `earlier` tasks are loaded, and runs it once. */
export async function loadTask(
  definition: TaskDefinition,
  earlier: readonly LoadedTask[],
  options: SessionOptions,
  backend: RuntimeBackend,
): Promise<LoadedTask> {
  checkTask(
    definition,
    earlier.map((loaded) => loaded.definition),
  );
  const { rest } = splitAlign(definition.preprocess);
  const runner = await TaskRunner.load(definition, rest, options, backend);
  try {
    const sample = await warmUp(runner);
    const task = await pipelineTask(definition, runner, sample, earlier);
    return { definition, task, sample };
  } catch (error) {
    await runner.release();
    throw error;
  }
}

async function pipelineTask(
  task: TaskDefinition,
  runner: TaskRunner,
  sample: TaskResult,
  earlier: readonly LoadedTask[],
): Promise<PipelineTask> {
  const { region } = task.input;
  if (region === undefined) return wholeFrameTask(task, runner);
  const { align } = splitAlign(task.preprocess);
  const where = earlier.find(({ definition }) => definition.name === region.where);
  if (align !== undefined && where !== undefined) checkLandmarks(where.sample as BoxResult, align);
  return new RegionTask({
    task,
    region,
    pictures: new RegionPictures(task, region, align),
    runner,
    rowsPerRun: await tryRows(runner),
    empty: isList(sample) ? takeRows(sample, []) : sample,
  });
}
