import type { Keypoints } from '@farsight/protocol';
import { FarsightError } from '@farsight/protocol';
import type { FaceAlignStep, RegionInput, TaskDefinition } from '../definition.js';
import { alignFace } from '../kernels/pictures/face-aligner.js';
import { imageProcessor } from '../kernels/pictures/image-processor.js';
import { mapBoxes } from '../kernels/pictures/map-boxes.js';
import type { Picture } from '../kernels/pictures/picture.js';
import { cropPicture } from '../kernels/pictures/picture.js';
import { turnedRectangles } from '../kernels/pictures/turned-rectangles.js';
import type { BoxResult, Region } from './choose-regions.js';
import { chooseRegions } from './choose-regions.js';

/** A box of an earlier task, ready to be made the picture of it. */
export interface RegionPicture {
  /** Index of the box in the earlier task's result. */
  readonly parent: number;
  /** Makes the picture; undefined where the landmarks of the box do not tell how to align it. */
  readonly take: () => Picture | undefined;
}

/** Makes pictures of the boxes that an earlier task found. */
export class RegionPictures {
  readonly #region: RegionInput;
  readonly #align: FaceAlignStep | undefined;
  readonly #processFrame: ReturnType<typeof imageProcessor>;
  readonly #processCrop: ReturnType<typeof imageProcessor>;

  constructor({ input, colorFormat }: TaskDefinition, region: RegionInput, align: FaceAlignStep | undefined) {
    this.#region = region;
    this.#align = align;
    this.#processFrame = imageProcessor(input.processing, colorFormat);
    this.#processCrop = imageProcessor(region.processing, colorFormat);
  }

  /** The boxes of `found` that the task looks at, in its order. Takes no pixels of them yet. */
  choose(found: BoxResult, frame: Picture, streamId: string): readonly RegionPicture[] {
    if (found.count === 0) return [];
    const picture = this.#processFrame(frame, streamId);
    const { pixels } = picture;
    const regions = chooseRegions(found, boxesIn(picture, found), pixels, this.#region);
    const take = (region: Region): Picture | undefined => this.#take(picture, region, found, streamId);
    return regions.map((region) => ({ parent: region.parent, take: () => take(region) }));
  }

  #take(picture: Picture, { parent, rect }: Region, found: BoxResult, streamId: string): Picture | undefined {
    const isProcessed = this.#region.processing.length > 0;
    // What lies around a box belongs to an aligned picture too.
    const base =
      this.#align === undefined || isProcessed
        ? this.#processCrop(cropPicture(picture, rect), streamId)
        : picture;
    return this.#align === undefined
      ? base
      : alignFace(base, this.#align, landmarksOf(found, parent, this.#align));
  }
}

/** Upright boxes in pixels of a picture of the frame that they were found in. */
function boxesIn({ map, pixels }: Picture, found: BoxResult): Float32Array {
  const boxes = found.kind === 'oriented-boxes' ? turnedRectangles(found.boxes) : found.boxes;
  if (map === undefined) return boxes;
  const back = {
    toSource: (points: Float64Array) => map.fromSource(points),
    fromSource: (points: Float64Array) => map.toSource(points),
  };
  return mapBoxes(boxes, back, pixels);
}

function landmarksOf(found: BoxResult, index: number, align: FaceAlignStep): Float64Array {
  const { keypointsPerBox, keypoints } = checkLandmarks(found, align);
  const values = keypoints.subarray(3 * keypointsPerBox * index, 3 * keypointsPerBox * (index + 1));
  return Float64Array.from(values.filter((_value, i) => i % 3 !== 2));
}

/** Error: INVALID_NETWORK if boxes have other landmarks than the template. */
export function checkLandmarks(found: BoxResult, { templateX }: FaceAlignStep): Keypoints {
  if (found.kind === 'keypoints' && found.keypointsPerBox === templateX.length) return found;
  const received = found.kind === 'keypoints' ? `${found.keypointsPerBox} keypoints` : found.kind;
  throw new FarsightError(
    'INVALID_NETWORK',
    `Expected boxes with ${templateX.length} keypoints, as many as its template has, for face-align but received ${received}.`,
  );
}
