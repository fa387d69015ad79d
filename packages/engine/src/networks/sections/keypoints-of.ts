import type { TaskDefinition } from '../../definition.js';

/** Landmarks that RetinaFace finds in each face. */
const retinaFaceLandmarks = 5;

/** Keypoints of each box of a task: 0 if their number is not known, undefined if there are none. */
export function keypointsOf(task: TaskDefinition | undefined): number | undefined {
  switch (task?.decode.op) {
    case 'decodeyolopose':
      return task.decode.keypoints;
    case 'decode-retinaface':
      return retinaFaceLandmarks;
    default:
      return undefined;
  }
}
