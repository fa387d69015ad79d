import type { Classifications, Detections, FrameResult } from '@farsight/protocol';
import type { inferenceServer } from '@farsight/protocol/wire';

/** The answer that keeps results and frames paired where there is nothing to tell. */
export const emptyResult: inferenceServer.Inferenceresult = {};

/**
 * A frame's result in the InferenceServer protocol: detections as objects, classifications as regions. What it cannot
 * say is left out.
 */
export function resultToCompat({ width, height, meta }: FrameResult): inferenceServer.Inferenceresult {
  const detections: Detections[] = [];
  const classifications: Classifications[] = [];
  for (const result of Object.values(meta)) {
    if (result.kind === 'detections') detections.push(result);
    else if (result.kind === 'classifications') classifications.push(result);
  }
  return {
    ...(detections.length > 0 && { obj: objects(detections) }),
    ...(classifications.length > 0 && { classifier: classifier(classifications, width, height) }),
  };
}

function objects(all: readonly Detections[]): inferenceServer.ObjectMeta {
  return {
    boxes: joined(all.map(({ boxes }) => littleEndian(boxes))),
    scores: joined(all.map(({ scores }) => littleEndian(scores))),
    classes: joined(all.map(({ classIds }) => littleEndian(classIds))),
  };
}

/** One entry per classified region; ours is always the whole frame. */
function classifier(
  all: readonly Classifications[],
  width: number,
  height: number,
): inferenceServer.Classifier {
  const wholeFrame = littleEndian(Float32Array.of(0, 0, width, height));
  return {
    scores: all.map(({ scores }) => ({ scores: [littleEndian(scores)] })),
    boxes: all.map(() => ({ boxes: [wholeFrame] })),
    classes: all.map(({ classIds }) => ({ classes: [littleEndian(classIds)] })),
  };
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
