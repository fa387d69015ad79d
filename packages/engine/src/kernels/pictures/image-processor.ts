import { FarsightError } from '@farsight/protocol';
import type {
  ColorFormat,
  ImageStep,
  PerspectiveStep,
  StreamMatch,
  UndistortStep,
} from '../../definition.js';
import { convertFrame } from './convert-frame.js';
import { lensMap } from './lens.js';
import { invert, matrixMap } from './matrix.js';
import type { Picture } from './picture.js';
import { derivedPicture } from './picture.js';
import type { PointMap } from './point-map.js';
import { warpFrame } from './warp-frame.js';
import type { WarpTable } from './warp-table.js';
import { perspectiveTable, undistortTable } from './warp-table.js';

/** A warp of pictures of one size. */
interface Warp {
  readonly table: WarpTable;
  readonly map: PointMap;
}

/** Tables kept per step: 16 MB each for 1920x1080. */
const mostWarps = 3;

/** One step with the tables of the sizes it met last. */
type Processor = (picture: Picture, streamId: string) => Picture;

/**
 * What is done to a picture before a task looks at it. Error: INVALID_NETWORK for a matrix without an inverse.
 *
 * @param colorFormat the order of colours in which the task sees pixels.
 */
export function imageProcessor(steps: readonly ImageStep[], colorFormat: ColorFormat): Processor {
  const processors = steps.map((step) => {
    const process = stepProcessor(step, colorFormat);
    return (picture: Picture, streamId: string) =>
      matches(step.match, streamId) ? process(picture) : picture;
  });
  return (picture, streamId) => processors.reduce((done, process) => process(done, streamId), picture);
}

function matches(match: StreamMatch | undefined, streamId: string): boolean {
  return match === undefined || match.streams.includes(streamId) === (match.mode === 'include');
}

function stepProcessor(step: ImageStep, colorFormat: ColorFormat): (picture: Picture) => Picture {
  switch (step.op) {
    case 'convert-color-input':
      return (picture) => derivedPicture(picture, convertFrame(picture.pixels, step.format, colorFormat));
    case 'perspective':
      return warper(perspectiveWarp(step));
    case 'camera-undistort':
      return warper((width, height) => undistortWarp(step, width, height));
  }
}

function warper(make: (width: number, height: number) => Warp): (picture: Picture) => Picture {
  const warps = new Map<string, Warp>();
  return (picture) => {
    const { width, height } = picture.pixels;
    const key = `${width}x${height}`;
    const warp = warps.get(key) ?? make(width, height);
    warps.delete(key);
    warps.set(key, warp);
    const [oldest] = warps.keys();
    if (warps.size > mostWarps && oldest !== undefined) warps.delete(oldest);
    return derivedPicture(picture, warpFrame(picture.pixels, warp.table), warp.map);
  };
}

function perspectiveWarp({ matrix }: PerspectiveStep): (width: number, height: number) => Warp {
  const inverse = invert(matrix);
  if (inverse === undefined) {
    throw new FarsightError(
      'INVALID_NETWORK',
      `Expected a matrix with an inverse for perspective but received ${matrix.join(', ')}.`,
    );
  }
  const map = matrixMap(matrix, inverse);
  return (width, height) => ({ table: perspectiveTable(inverse, width, height), map });
}

function undistortWarp({ fx, fy, cx, cy, coefficients }: UndistortStep, width: number, height: number): Warp {
  const lens = { fx: fx * width, fy: fy * height, cx: cx * width, cy: cy * height, coefficients };
  return { table: undistortTable(lens, width, height), map: lensMap(lens) };
}
