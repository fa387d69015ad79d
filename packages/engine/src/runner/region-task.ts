import type { SemanticMap, TaskResult } from '@farsight/protocol';
import type { RunOutputs } from '../backends/runtime.js';
import type { RegionInput, TaskDefinition } from '../definition.js';
import type { Picture } from '../kernels/pictures/picture.js';
import type { Geometry } from '../kernels/placement.js';
import { BatchInput } from './batch-input.js';
import { areRows, outputsOfRow } from './batch-outputs.js';
import type { BoxResult } from './choose-regions.js';
import type { FrameRun } from './frame-run.js';
import type { PipelineTask } from './pipeline-task.js';
import { placeMaps, placeResult } from './place-result.js';
import { refineResult } from './refine-result.js';
import type { RegionPicture, RegionPictures } from './region-pictures.js';
import type { ListResult } from './result-columns.js';
import { isList, joinRegions } from './result-columns.js';
import { neededTasks } from './task-order.js';
import type { TaskRunner } from './task-runner.js';

/** What a task on regions is made of. */
export interface RegionTaskParts {
  readonly task: TaskDefinition;
  readonly region: RegionInput;
  readonly pictures: RegionPictures;
  readonly runner: TaskRunner;
  /** Pictures that the weights run at a time. */
  readonly rowsPerRun: number;
  /** A result of the task without anything in it: what a frame without boxes gives. */
  readonly empty: TaskResult;
}

/** A picture in the input. */
interface Row {
  readonly parent: number;
  readonly picture: Picture;
  readonly geometry: Geometry;
}

/** What was found in one picture, in its pixels. */
interface Found extends Row {
  readonly result: TaskResult;
}

/** A task that runs once per box of an earlier one. */
export class RegionTask implements PipelineTask {
  readonly name: string;
  readonly needs: readonly string[];
  readonly #parts: RegionTaskParts;
  readonly #batch = new BatchInput();

  constructor(parts: RegionTaskParts) {
    this.name = parts.task.name;
    this.needs = neededTasks(parts.task);
    this.#parts = parts;
  }

  release(): Promise<void> {
    return this.#parts.runner.release();
  }

  begin(run: FrameRun): () => Promise<TaskResult> {
    return async () => {
      const found = await this.#look(run);
      return run.postprocess(() => refineResult(this.#join(found, run), this.#parts.task.refine));
    };
  }

  async #look(run: FrameRun): Promise<readonly Found[]> {
    const { pictures, region, rowsPerRun } = this.#parts;
    const boxes = run.results[region.where] as BoxResult;
    const regions = run.preprocess(() => pictures.choose(boxes, run.picture, run.streamId));
    const found: Found[] = [];
    for (let first = 0; first < regions.length; first += rowsPerRun) {
      const rows = run.preprocess(() => this.#fill(regions.slice(first, first + rowsPerRun)));
      if (first + rowsPerRun >= regions.length) run.done();
      if (rows.length > 0) found.push(...(await this.#run(rows, run)));
    }
    if (regions.length === 0) run.done();
    return found;
  }

  /** Pictures of boxes into the input, one row each. */
  #fill(regions: readonly RegionPicture[]): readonly Row[] {
    const { runner } = this.#parts;
    const isBatch = regions.length > 1;
    if (isBatch) this.#batch.begin(regions.length, runner.data);
    const rows: Row[] = [];
    for (const { parent, take } of regions) {
      const picture = take();
      if (picture === undefined) continue;
      rows.push({ parent, picture, geometry: runner.preprocess(picture.pixels) });
      if (isBatch) this.#batch.add(runner.data);
    }
    return rows;
  }

  async #run(rows: readonly Row[], run: FrameRun): Promise<readonly Found[]> {
    const { runner } = this.#parts;
    const isBatch = rows.length > 1;
    using outputs = await run.infer(() => (isBatch ? this.#runBatch(rows.length) : runner.run()));
    return run.postprocess(() =>
      rows.map((row, i) => {
        const tensors = isBatch ? outputsOfRow(outputs.tensors, i) : outputs.tensors;
        return { ...row, result: runner.postprocess(tensors, row.geometry, run.options) };
      }),
    );
  }

  async #runBatch(rows: number): Promise<RunOutputs> {
    const outputs = await this.#parts.runner.runRows(rows, this.#batch.data);
    if (areRows(outputs.tensors, rows)) return outputs;
    outputs[Symbol.dispose]();
    throw new Error('Outputs are not rows of the batch.');
  }

  #join(found: readonly Found[], { size }: FrameRun): TaskResult {
    const { empty, region } = this.#parts;
    if (!isList(empty)) {
      const maps = found.map(({ result }) => result as SemanticMap);
      return placeMaps(
        maps,
        found.map(({ picture }) => picture),
        size,
      );
    }
    const results = found.map(({ result, picture }) => placeResult(result, picture, size) as ListResult);
    const parents = found.map(({ parent }) => parent);
    return joinRegions(results, parents, region.where, inFrame(empty, size));
  }
}

/** Masks are as large as the frame, also where there are none. */
function inFrame(empty: ListResult, size: { readonly width: number; readonly height: number }): ListResult {
  return empty.kind === 'segments' ? { ...empty, ...size } : empty;
}
