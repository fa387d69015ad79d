import type { BoxSelection } from '../../definition.js';
import type { Geometry } from '../../kernels/placement.js';

/** What tests of decoders choose boxes by. */
export const boxSelection: BoxSelection = {
  boxFormat: 'xywh',
  normalizedCoord: false,
  classFilter: [],
  classExclude: [],
  confThreshold: 0.25,
  maxNmsBoxes: 30_000,
  multiLabel: false,
  nmsIouThreshold: 0.45,
  nmsClassAgnostic: false,
  nmsTopK: 300,
};

/** The input is the source, which is square. */
export function plainGeometry(size: number): Geometry {
  return { scaleX: 1, scaleY: 1, offsetX: 0, offsetY: 0, sourceWidth: size, sourceHeight: size };
}
