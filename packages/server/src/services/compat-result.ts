import type {
  Classifications,
  Detections,
  FrameResult,
  Meta,
  OrientedBoxes,
  TaskResult,
} from '@farsight/protocol';
import type { inferenceServer } from '@farsight/protocol/wire';

/** The answer that keeps results and frames paired where there is nothing to tell. */
export const emptyResult: inferenceServer.Inferenceresult = {};

/** Boxes with scores and classes, whatever else a result has. */
type Objects = Pick<Detections, 'count' | 'boxes' | 'scores' | 'classIds'>;

/**
 * A frame's result in the InferenceServer protocol: boxes as objects, classifications as regions. What it cannot say
 * (track ids, keypoints, masks, turned boxes, other kinds of results) is left out.
 */
export function resultToCompat({ width, height, meta }: FrameResult): inferenceServer.Inferenceresult {
  const all: Objects[] = [];
  const classifications: Classifications[] = [];
  for (const result of Object.values(meta)) {
    if (hasObjects(result)) all.push(result);
    else if (result.kind === 'classifications') classifications.push(result);
  }
  const wholeFrame = Float32Array.of(0, 0, width, height);
  return {
    ...(all.length > 0 && { obj: objects(all) }),
    ...(classifications.length > 0 && { classifier: classifier(classifications, meta, wholeFrame) }),
  };
}

function hasObjects(result: TaskResult): result is Exclude<Extract<TaskResult, Objects>, OrientedBoxes> {
  return 'boxes' in result && result.kind !== 'oriented-boxes';
}

function objects(all: readonly Objects[]): inferenceServer.ObjectMeta {
  return {
    boxes: joined(all.map(({ boxes }) => littleEndian(boxes))),
    scores: joined(all.map(({ scores }) => littleEndian(scores))),
    classes: joined(all.map(({ classIds }) => littleEndian(classIds))),
  };
}

/** A list per task, in it one entry per classified region. */
function classifier(
  all: readonly Classifications[],
  meta: Meta,
  wholeFrame: Float32Array,
): inferenceServer.Classifier {
  const tasks = all.map((task) => classifiedRegions(task, meta, wholeFrame));
  return {
    scores: tasks.map((regions) => ({ scores: regions.map(({ scores }) => littleEndian(scores)) })),
    boxes: tasks.map((regions) => ({ boxes: regions.map(({ box }) => littleEndian(box)) })),
    classes: tasks.map((regions) => ({ classes: regions.map(({ classIds }) => littleEndian(classIds)) })),
  };
}

interface ClassifiedRegion extends Pick<Classifications, 'scores' | 'classIds'> {
  readonly box: Float32Array;
}

/** The whole frame, or the boxes of an earlier task that have classes, each with its own. */
function classifiedRegions(
  { scores, classIds, regions }: Classifications,
  meta: Meta,
  wholeFrame: Float32Array,
): readonly ClassifiedRegion[] {
  if (regions === undefined) return [{ scores, classIds, box: wholeFrame }];
  const parent = meta[regions.of];
  const boxes = parent !== undefined && hasObjects(parent) ? parent.boxes : undefined;
  return [...new Set(regions.parents)].map((box) => {
    const isHere = (_: number, entry: number): boolean => regions.parents[entry] === box;
    return {
      scores: scores.filter(isHere),
      classIds: classIds.filter(isHere),
      box: boxes?.slice(4 * box, 4 * box + 4) ?? wholeFrame,
    };
  });
}

function littleEndian(values: Float32Array | Int32Array): Uint8Array {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  if (values instanceof Float32Array) values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  else values.forEach((value, i) => view.setInt32(4 * i, value, true));
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
}
