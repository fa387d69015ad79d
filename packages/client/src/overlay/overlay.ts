import type { DrawList, Meta, TaskResult } from '@farsight/protocol';
import type { LabelsByTask } from '../labels.js';
import { drawBoxes, drawOrientedBoxes } from './draw-boxes.js';
import { drawDepth, drawSemantic } from './draw-maps.js';
import { isNote, statementsOf } from './notes.js';
import { Scene } from './scene.js';
import type { FrameSize, OverlayStyle } from './style.js';

/**
 * Results -> what to draw on the frame. Pure: the same everywhere.
 *
 * Boxes get an outline and a label above them, the best are drawn last, on top; masks are tinted, points are dots with lines
 * between them, maps get a colour per class or distance. Classes and texts of boxes are further lines of these boxes' labels;
 * those of the whole frame, and the classes of a map, are listed in the top left corner. Embeddings are not drawn.
 *
 * @param labels - class names by task, such as `StreamInfo.labels`
 * @param size - of the frame the meta belongs to
 */
export function overlay(
  meta: Meta,
  labels: LabelsByTask,
  size: FrameSize,
  style: OverlayStyle = {},
): DrawList {
  const scene = new Scene(meta, labels, size, style);
  for (const [task, result] of Object.entries(meta)) drawTask(scene, task, result, meta);
  return scene.commands();
}

function drawTask(scene: Scene, task: string, result: TaskResult, meta: Meta): void {
  switch (result.kind) {
    case 'detections':
    case 'tracks':
    case 'keypoints':
    case 'segments':
      drawBoxes(scene, task, result);
      return;
    case 'oriented-boxes':
      drawOrientedBoxes(scene, task, result);
      return;
    case 'classifications':
    case 'text':
      if (!isNote(result, meta)) scene.list.push(...statementsOf(result, scene.labels[task], scene.style));
      return;
    case 'semantic':
      drawSemantic(scene, task, result);
      return;
    case 'depth':
      drawDepth(scene, result);
      return;
    case 'embeddings':
  }
}
