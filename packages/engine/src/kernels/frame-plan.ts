import type { PixelFormat } from '@farsight/protocol';
import { FarsightError } from '@farsight/protocol';
import type { ResizeStep } from '../definition.js';
import type { InputShape } from './input-tensor.js';
import { linearTable } from './linear-table.js';
import { tapsTable } from './opencv-taps-table.js';
import { pillowTable } from './pillow-table.js';
import type { PixelProgram, SourceChannel } from './pixel-program.js';
import type { Geometry, Placement } from './placement.js';
import { placeFrame } from './placement.js';
import { bilinearSampler, linearColumns } from './samplers/bilinear-sampler.js';
import { pickSampler } from './samplers/pick-sampler.js';
import { filterColumns, pillowSampler } from './samplers/pillow-sampler.js';
import type { RowSampler } from './samplers/row-sampler.js';
import { tapsSampler } from './samplers/taps-sampler.js';
import type { GreyWeights, SourceRows } from './source-rows.js';
import { colorBytes, greyRows, greyWeights, plainRows } from './source-rows.js';
import type { Span } from './span.js';
import { nearestCenterTable, nearestTable, visibleSpan } from './span.js';

/** Everything that is the same for all frames of one size and format. */
export interface FramePlan {
  readonly geometry: Geometry;
  /** Value of the input where no picture is, 0..255. */
  readonly padValue: number;
  /** Columns and rows of the input with picture. */
  readonly across: Span;
  readonly down: Span;
  readonly sampler: RowSampler;
  /** Byte of a sampled pixel for each channel of the input. */
  readonly lanes: readonly number[];
  /** Where grey is made after resizing: how. */
  readonly grey: GreyWeights | undefined;
}

/** What is sampled from what. */
interface Sampling {
  readonly placement: Placement;
  readonly across: Span;
  readonly down: Span;
  readonly width: number;
  readonly height: number;
  /** Source rows, from a first column on. */
  readonly rows: (first: number, columns: number) => SourceRows;
}

/** Plans frames of this size and format. */
export function planFrame(
  program: PixelProgram,
  shape: InputShape,
  width: number,
  height: number,
  format: PixelFormat,
): FramePlan {
  const { placement, geometry } = placeFrame(program.geometry, width, height);
  checkCovered(program, placement, shape, width, height);
  const across = visibleSpan(placement.resizedWidth, placement.left, shape.width);
  const down = visibleSpan(placement.resizedHeight, placement.top, shape.height);
  const isGrey = program.channels[0] === 'grey';
  const weights = greyWeights(format, program.greySwapped);
  const greyFirst = isGrey && program.greyBeforeResize;
  const rows = (first: number, columns: number): SourceRows =>
    greyFirst ? greyRows(format, first, columns, weights) : plainRows(format, first, columns);
  return {
    geometry,
    padValue: placement.padValue,
    across,
    down,
    sampler: samplerFor(program, { placement, across, down, width, height, rows }),
    lanes: program.channels.map((channel) => laneOf(channel, format)),
    grey: isGrey && !greyFirst && format !== 'gray8' ? weights : undefined,
  };
}

function laneOf(channel: SourceChannel, format: PixelFormat): number {
  return channel === 'grey' ? 0 : colorBytes[format][channel];
}

/** Without a resize or a crop, frames must have the size of the input. */
function checkCovered(
  program: PixelProgram,
  placement: Placement,
  shape: InputShape,
  width: number,
  height: number,
): void {
  const { geometry } = program;
  if (geometry.kind === 'letterbox' || geometry.crop !== undefined) return;
  if (placement.resizedWidth === shape.width && placement.resizedHeight === shape.height) return;
  throw new FarsightError(
    'INVALID_FRAME',
    `Expected frames of ${shape.width}x${shape.height} for this network, which does not resize to that, but received ${width}x${height}.`,
  );
}

function samplerFor({ geometry }: PixelProgram, sampling: Sampling): RowSampler {
  const { placement, width, height } = sampling;
  if (placement.resizedWidth === width && placement.resizedHeight === height) return nearest(sampling, false);
  if (geometry.kind === 'letterbox') return bilinear(sampling);
  return geometry.resize === undefined ? nearest(sampling, false) : resized(sampling, geometry.resize);
}

function resized(sampling: Sampling, { interpolation, antialias }: ResizeStep): RowSampler {
  if (interpolation === 'nearest') return nearest(sampling, antialias);
  if (antialias) return pillow(sampling, interpolation);
  return interpolation === 'bilinear' ? bilinear(sampling) : taps(sampling, interpolation);
}

function bilinear({ placement, across, down, width, height, rows }: Sampling): RowSampler {
  const columns = linearTable(width, placement.resizedWidth, across, 'columns');
  const needed = linearColumns(columns, width);
  return bilinearSampler({
    source: rows(needed.first, needed.columns),
    ...needed,
    across: columns,
    down: linearTable(height, placement.resizedHeight, down, 'rows'),
    sourceHeight: height,
  });
}

function nearest(sampling: Sampling, centered: boolean): RowSampler {
  const { placement, across, down, width, height, rows } = sampling;
  const table = centered ? nearestCenterTable : nearestTable;
  const columns = table(width, placement.resizedWidth, across);
  const first = columns[0]!;
  const count = columns.at(-1)! - first + 1;
  return pickSampler({
    source: rows(first, count),
    first,
    columns: count,
    across: columns,
    down: table(height, placement.resizedHeight, down),
  });
}

function pillow(sampling: Sampling, filter: 'bilinear' | 'bicubic' | 'lanczos'): RowSampler {
  const { placement, across, down, width, height, rows } = sampling;
  const columns = pillowTable(width, placement.resizedWidth, across, filter);
  const needed = filterColumns(columns, width);
  return pillowSampler({
    source: rows(needed.first, needed.columns),
    ...needed,
    across: columns,
    down: pillowTable(height, placement.resizedHeight, down, filter),
    sourceHeight: height,
  });
}

function taps(sampling: Sampling, filter: 'bicubic' | 'lanczos'): RowSampler {
  const { placement, across, down, width, height, rows } = sampling;
  return tapsSampler({
    source: rows(0, width),
    sourceWidth: width,
    across: tapsTable(width, placement.resizedWidth, across, filter),
    down: tapsTable(height, placement.resizedHeight, down, filter),
  });
}
