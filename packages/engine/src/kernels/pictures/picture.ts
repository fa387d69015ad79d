import type { PixelFrame } from '@farsight/protocol';
import type { PixelRect } from './crop-frame.js';
import { cropFrame } from './crop-frame.js';
import type { PointMap } from './point-map.js';
import { Shift, chain } from './point-map.js';

/** Pixels that a task looks at, and where in the source frame they are from. */
export interface Picture {
  readonly pixels: PixelFrame;
  /** Between the source frame and these pixels; undefined: they are the source frame's own. */
  readonly map?: PointMap | undefined;
  /** The part of the source frame that they can be from. */
  readonly bounds: PixelRect;
}

/** A whole frame. The picture is valid as long as the frame. */
export function wholePicture(frame: PixelFrame): Picture {
  return { pixels: frame, bounds: { left: 0, top: 0, width: frame.width, height: frame.height } };
}

/** A rectangle of a picture, without copying. */
export function cropPicture({ pixels, map, bounds }: Picture, rect: PixelRect): Picture {
  const crop = new Shift(rect.left, rect.top);
  return {
    pixels: cropFrame(pixels, rect),
    map: map === undefined ? crop : chain([map, crop]),
    // Where a warped picture's pixels are from is not worth finding out exactly.
    bounds: map === undefined ? rect : bounds,
  };
}

/** A picture that was made of another one. */
export function derivedPicture({ map, bounds }: Picture, pixels: PixelFrame, by?: PointMap): Picture {
  const maps = [map, by].filter((each) => each !== undefined);
  return { pixels, map: chain(maps), bounds };
}
