import type { TrueObject } from '../metrics/objects.js';

/** A class as the annotations know it. */
export interface Category {
  readonly id: number;
  /** Undefined where the annotations have numbers only: then `id` is the network's own. */
  readonly name: string | undefined;
}

/** Something on a picture, of a class of the annotations. */
export type AnnotatedObject = Omit<TrueObject, 'classId'> & { readonly categoryId: number };

/** A picture in pixels, upright. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What is on one picture. */
export interface AnnotatedPicture {
  /** Name of the file, as the annotations say it. */
  readonly file: string;
  /** Size of the picture, where the annotations say it. */
  readonly size: PictureSize | undefined;
  /** Number of objects of each category, crowds too. */
  readonly categories: ReadonlyMap<number, number>;
  /** Whether any object has a mask, or keypoints. */
  readonly has: { readonly masks: boolean; readonly keypoints: boolean };
  /** Keypoints per object; 0 where none has any. */
  readonly keypointsPerObject: number;
  /** What is there, on a picture of this size; masks are drawn only if they are asked for. */
  objects(size: PictureSize, withMasks?: boolean): readonly AnnotatedObject[];
}

/** Objects annotated on pictures: what detectors are measured against. */
export interface ObjectTruth {
  readonly categories: readonly Category[];
  /** In the order that ties between pictures are broken in. */
  readonly pictures: readonly AnnotatedPicture[];
}

/** What {@link AnnotatedPicture} tells of its objects without making them. */
export function summaryOf(
  objects: readonly {
    readonly categoryId: number;
    readonly hasMask: boolean;
    readonly keypoints?: readonly number[] | undefined;
  }[],
): Pick<AnnotatedPicture, 'categories' | 'has' | 'keypointsPerObject'> {
  const categories = new Map<number, number>();
  for (const { categoryId } of objects) categories.set(categoryId, (categories.get(categoryId) ?? 0) + 1);
  const keypointsPerObject = Math.max(0, ...objects.map(({ keypoints = [] }) => keypoints.length / 3));
  return {
    categories,
    has: { masks: objects.some(({ hasMask }) => hasMask), keypoints: keypointsPerObject > 0 },
    keypointsPerObject,
  };
}
