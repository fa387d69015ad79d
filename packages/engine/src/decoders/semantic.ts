import type { SemanticSegmentationStep } from '../definition.js';
import { nearestTable } from '../kernels/span.js';
import type { ClassMap } from './class-map.js';
import { classMapReader } from './class-map.js';
import type { Decoder, DecoderContext } from './decoder.js';
import { inputSize } from './input-size.js';
import type { MapPart } from './map-part.js';
import { mapParts } from './map-part.js';
import { RunList } from './run-list.js';

/** Where the map shows nothing of the frame. */
const nowhere = -1;

/**
 * A class for every pixel of the frame: found at the network's resolution (see {@link classMapReader}), then the part that
 * shows the frame is brought to its size as OpenCV's INTER_NEAREST does.
 */
export function semanticDecoder(step: SemanticSegmentationStep, context: DecoderContext): Decoder {
  const readMap = classMapReader(step, context);
  const all = new RunList();
  const row = new RunList();
  return {
    kind: 'semantic',
    decode(outputs, geometry) {
      const map = readMap(outputs);
      const { across, down } = mapParts(geometry, inputSize(context, geometry), map);
      const { sourceWidth: width, sourceHeight: height } = geometry;
      const widths = cellWidths(across, width);
      all.clear();
      let shown = Number.NaN;
      for (const at of cellsOf(down, height)) {
        // Rows of the frame that show the same row of the map are the same.
        if (at !== shown) readRow(map, at, across, widths, row);
        shown = at;
        all.append(row);
      }
      const { values, lengths } = all.copy();
      return { kind: 'semantic', width, height, classIds: values, lengths };
    },
  };
}

/** Cell of the map for each pixel along one side of the frame. */
function cellsOf({ first, count }: MapPart, size: number): Int32Array {
  return nearestTable(count, size, { first: 0, count: size, skipped: 0 }).map((cell) => first + cell);
}

/** Pixels of the frame that show each cell of the part. */
function cellWidths(part: MapPart, size: number): Int32Array {
  const widths = new Int32Array(part.count);
  for (const cell of cellsOf(part, size)) widths[cell - part.first] = widths[cell - part.first]! + 1;
  return widths;
}

function readRow(map: ClassMap, y: number, { first }: MapPart, widths: Int32Array, row: RunList): void {
  row.clear();
  const isOutside = y < 0 || y >= map.height;
  for (let i = 0; i < widths.length; i++) {
    const x = first + i;
    const known = !isOutside && x >= 0 && x < map.width;
    if (widths[i]! > 0) row.add(known ? map.classes[y * map.width + x]! : nowhere, widths[i]!);
  }
}
