import type { Segments, SemanticMap, TaskResult } from '@farsight/protocol';
import type { FrameSize } from '../kernels/pictures/map-boxes.js';
import { mapBoxes, mapKeypoints, mapTurnedBoxes } from '../kernels/pictures/map-boxes.js';
import { pickMask, shiftMask } from '../kernels/pictures/mask-runs.js';
import type { Picture } from '../kernels/pictures/picture.js';
import type { PointMap } from '../kernels/pictures/point-map.js';
import { Shift } from '../kernels/pictures/point-map.js';
import { sourceIndexes } from '../kernels/pictures/source-indexes.js';
import { ClassCanvas, expandRuns } from './class-canvas.js';

/** A result in pixels of the picture it was found in, in pixels of the source frame. */
export function placeResult(result: TaskResult, picture: Picture, frame: FrameSize): TaskResult {
  const { map } = picture;
  if (map === undefined) return result;
  switch (result.kind) {
    case 'detections':
    case 'tracks':
      return { ...result, boxes: mapBoxes(result.boxes, map, frame) };
    case 'keypoints':
      return {
        ...result,
        boxes: mapBoxes(result.boxes, map, frame),
        keypoints: mapKeypoints(result.keypoints, map),
      };
    case 'oriented-boxes':
      return { ...result, boxes: mapTurnedBoxes(result.boxes, map) };
    case 'segments':
      return placeSegments(result, picture, map, frame);
    case 'semantic':
      return placeMaps([result], [picture], frame);
    case 'classifications':
    case 'embeddings':
    case 'text':
    case 'depth':
      return result;
  }
}

function placeSegments(result: Segments, picture: Picture, map: PointMap, frame: FrameSize): Segments {
  const { left, top, width, height } = picture.bounds;
  const place = { left, top, ...frame };
  const indexes = map instanceof Shift ? undefined : sourceIndexes(picture);
  const masks = result.masks.map((runs) => {
    if (indexes === undefined) return shiftMask(runs, result.height, place);
    return shiftMask(pickMask(runs, result, indexes, { width, height }), height, place);
  });
  return { ...result, ...frame, boxes: mapBoxes(result.boxes, map, frame), masks };
}

/** Maps of classes of pictures as one map of the frame: later ones lie over earlier ones, -1 where none reaches. */
export function placeMaps(
  maps: readonly SemanticMap[],
  pictures: readonly Picture[],
  frame: FrameSize,
): SemanticMap {
  const canvas = new ClassCanvas(frame.width, frame.height);
  maps.forEach(({ classIds, lengths }, i) => {
    const picture = pictures[i];
    if (picture === undefined) return;
    const classes = expandRuns(classIds, lengths);
    const shifted = picture.map === undefined || picture.map instanceof Shift;
    canvas.lay(shifted ? classes : pick(classes, sourceIndexes(picture)), picture.bounds);
  });
  return { kind: 'semantic', ...frame, ...canvas.runs() };
}

function pick(classes: Int32Array, indexes: Int32Array): Int32Array {
  return indexes.map((index) => classes[index] ?? -1);
}
