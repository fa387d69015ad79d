import type { Rgb } from '@farsight/protocol';
import type { Links } from './skeletons.js';
import type { Trails } from './trail-history.js';

/** Size of a frame in pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** How results are drawn. */
export interface OverlayStyle {
  /** Only results with at least this score. Default: 0, all of them. */
  readonly scoreThreshold?: number;
  /** Only points of a body or face with at least this score. Default: 0.3. */
  readonly pointThreshold?: number;
  /** Only these classes, by label or class id. Default: all. */
  readonly classes?: readonly (string | number)[];
  /** Boxes without the class name and track id, and without what was read in them. Default: false. */
  readonly hideLabels?: boolean;
  /** Names without the score. Default: false. */
  readonly hideScores?: boolean;
  /** `class` (default): every class its own colour, and every track. Or one colour for everything that is no map. */
  readonly color?: 'class' | Rgb;
  /** How much of the colour of masks is seen, 0..1. Default: 0.4. */
  readonly maskOpacity?: number;
  /** How much of the colour of maps is seen, 0..1. Default: 0.55. */
  readonly mapOpacity?: number;
  /** Which points lines lead between, by task. Default: {@link cocoSkeleton} where there are 17 points, else none. */
  readonly skeletons?: Readonly<Record<string, Links>>;
  /** Where tracks were in the frames before: see `TrailHistory`. Default: no trails. */
  readonly trails?: Trails;
  /** Factor on the thickness of lines and the size of text. Default: 1. */
  readonly scale?: number;
}

/** Measures that follow from the size of the frame. */
export interface Measures {
  /** Pixels, at least 1. */
  readonly lineWidth: number;
  /** Pixels. */
  readonly textHeight: number;
}

/** Lines of 2 pixels and text of 15 on 640x480; 4 and 39 on 1920x1080. */
export function measuresFor({ width, height }: FrameSize, scale: number): Measures {
  const size = ((width + height) / 2) * scale;
  return {
    lineWidth: Math.max(1, Math.round(size * 0.0029)),
    textHeight: Math.max(9, Math.round(size * 0.026)),
  };
}

/**
 * About as wide as painters make the background of a text: half its height of margins, and letters that take 0.48 of it on
 * average (those of the media package's font in "person 0.91"; a browser's are narrower).
 */
export function estimatedTextWidth(text: string, height: number): number {
  return height * (0.48 * Array.from(text).length + 0.5);
}
