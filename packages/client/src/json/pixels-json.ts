import {
  depthToLevels,
  maskPolygons,
  type DepthMap,
  type Segments,
  type SemanticMap,
} from '@farsight/protocol';
import { labelOf } from '../labels.js';
import { base64 } from './base64.js';
import { numberJson } from './numbers.js';
import type { DepthMapJson, PolygonsJson, RleJson, SemanticMapJson } from './result-json.js';

/** The masks of all boxes. */
export function masksJson(
  { masks, width, height }: Segments,
  form: 'rle' | 'polygons',
): (RleJson | PolygonsJson)[] {
  return masks.map((runs) =>
    form === 'rle' ? { size: [height, width], counts: Array.from(runs) } : maskPolygons(runs, width, height),
  );
}

/** A class map. */
export function semanticJson(result: SemanticMap, labels: readonly string[] | undefined): SemanticMapJson {
  const { width, height, classIds, lengths } = result;
  const runs: number[] = [];
  classIds.forEach((classId, i) => runs.push(classId, lengths[i] ?? 0));
  const present = [...new Set(classIds)].filter((classId) => classId >= 0).sort((a, b) => a - b);
  return {
    kind: 'semantic',
    width,
    height,
    runs,
    classIds: present,
    labels: present.map((classId) => labelOf(labels, classId)),
  };
}

/** A map of distances. */
export function depthJson({ width, height, values }: DepthMap): DepthMapJson {
  const { levels, min, max } = depthToLevels(values);
  const bytes = new Uint8Array(2 * levels.length);
  const view = new DataView(bytes.buffer);
  levels.forEach((level, i) => view.setUint16(2 * i, level, true));
  return { kind: 'depth', width, height, min: numberJson(min), max: numberJson(max), values: base64(bytes) };
}
