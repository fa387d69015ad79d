import type { OnnxModel } from '../../onnx-file/onnx-model.js';
import { labelsFromLiteral } from '../label-file.js';
import { parsePythonLiteral } from '../python-literal.js';

/**
 * What Ultralytics' exporter writes into an .onnx file: its values are Python literals
 * (https://github.com/ultralytics/ultralytics/blob/main/ultralytics/engine/exporter.py, `self.metadata`; YOLOv5 and v7 write
 * `stride` and `names` only).
 */
export interface UltralyticsMetadata {
  /** `detect`, `classify`, `segment`, `pose`, `obb` …; undefined if not stated. */
  readonly task: string | undefined;
  /** Class id -> name; empty if not stated. */
  readonly names: readonly string[];
  /** Size it was exported for, in pixels. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** Sides of the input must be multiples of this; 32 if not stated. */
  readonly stride: number;
  /** Points per box of a pose network; 0 if not stated. */
  readonly keypoints: number;
  /** Whether suppression is inside the network. */
  readonly isEndToEnd: boolean;
}

/** Undefined for a file that was not written by Ultralytics' exporter or in its manner. */
export function ultralyticsMetadata({ metadata }: OnnxModel): UltralyticsMetadata | undefined {
  const names = metadata.get('names');
  const task = metadata.get('task');
  if (names === undefined && task === undefined) return undefined;
  const stride = parsePythonLiteral(metadata.get('stride') ?? '');
  return {
    task: task?.trim().toLowerCase(),
    names: labelsFromLiteral(names ?? '') ?? [],
    size: sizeOf(metadata.get('imgsz') ?? ''),
    stride: typeof stride === 'number' && stride >= 1 && stride <= 256 ? Math.floor(stride) : 32,
    keypoints: keypointsOf(metadata.get('kpt_shape') ?? ''),
    isEndToEnd: metadata.get('end2end')?.trim() === 'True',
  };
}

/** `[points, values per point]`. */
function keypointsOf(text: string): number {
  const value = parsePythonLiteral(text);
  const [points] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return typeof points === 'number' && Number.isInteger(points) && points >= 1 && points <= 1000 ? points : 0;
}

/** `[height, width]`, or one number for both. */
function sizeOf(text: string): UltralyticsMetadata['size'] {
  const value = parsePythonLiteral(text);
  const [height, width = height] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return isSide(height) && isSide(width) ? { width, height } : undefined;
}

function isSide(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 16_384;
}
