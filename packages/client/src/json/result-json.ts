import type { DropCounts, ErrorCode, Timings } from '@farsight/protocol';
import type { NumberJson } from './numbers.js';

/** Where entries were found, in cascades. */
export interface RegionsJson {
  /** Name of the earlier task. */
  readonly of: string;
  /** Entry `i` belongs to box `parents[i]` of that task. */
  readonly parents: readonly number[];
}

/** What results with classes have in common. Entry `i` of every array belongs together. */
interface ClassesJson {
  readonly scores: readonly NumberJson[];
  readonly classIds: readonly number[];
  readonly labels: readonly string[];
  readonly regions?: RegionsJson;
}

/** What results with boxes have in common. */
interface BoxesJson extends ClassesJson {
  /** x1, y1, x2, y2 of each box in source pixels, not rounded. */
  readonly boxes: readonly (readonly NumberJson[])[];
}

/** Boxes in JSON. */
export interface DetectionsJson extends BoxesJson {
  readonly kind: 'detections';
}

/** Classes of the whole frame, or of each region, in JSON, best first. */
export interface ClassificationsJson extends ClassesJson {
  readonly kind: 'classifications';
}

/** Boxes that keep their identity, in JSON. */
export interface TracksJson extends BoxesJson {
  readonly kind: 'tracks';
  readonly trackIds: readonly number[];
}

/** Boxes with points in JSON. */
export interface KeypointsJson extends BoxesJson {
  readonly kind: 'keypoints';
  /** Per box its points: x, y (source pixels), score. */
  readonly keypoints: readonly (readonly (readonly NumberJson[])[])[];
  /** Where a tracker followed. */
  readonly trackIds?: readonly number[];
}

/** A mask as COCO's uncompressed run lengths, as `pycocotools.mask.frPyObjects` takes it. */
export interface RleJson {
  readonly size: readonly [height: number, width: number];
  /** Column by column; runs of 0 and 1 by turns, the first of 0. */
  readonly counts: readonly number[];
}

/** A mask as COCO's polygons: each x, y by turns in source pixels. */
export type PolygonsJson = readonly (readonly number[])[];

/** Boxes with masks in JSON. */
export interface SegmentsJson extends BoxesJson {
  readonly kind: 'segments';
  /** One per box, all in the one or the other form. */
  readonly masks: readonly (RleJson | PolygonsJson)[];
  /** Where a tracker followed. */
  readonly trackIds?: readonly number[];
}

/** Turned boxes in JSON. */
export interface OrientedBoxesJson extends ClassesJson {
  readonly kind: 'oriented-boxes';
  /** Centre x, centre y, width, height (source pixels), angle (radians, clockwise on the screen). */
  readonly boxes: readonly (readonly NumberJson[])[];
  /** The four corners of each, x and y: going round, from what would be the top left one without the angle. */
  readonly corners: readonly (readonly (readonly NumberJson[])[])[];
}

/** A class per pixel in JSON. */
export interface SemanticMapJson {
  readonly kind: 'semantic';
  readonly width: number;
  readonly height: number;
  /** Class and length by turns, row by row; class -1 where the map does not reach. */
  readonly runs: readonly number[];
  /** Classes that are present, rising, and their names. */
  readonly classIds: readonly number[];
  readonly labels: readonly string[];
}

/** A distance per pixel in JSON. */
export interface DepthMapJson {
  readonly kind: 'depth';
  /** Size in values; the map covers the frame. */
  readonly width: number;
  readonly height: number;
  /** What the values 0 and 65535 stand for. */
  readonly min: NumberJson;
  readonly max: NumberJson;
  /** Row by row: little-endian uint16, base64. */
  readonly values: string;
}

/** Vectors in JSON. */
export interface EmbeddingsJson {
  readonly kind: 'embeddings';
  /** Each of length 1. */
  readonly vectors: readonly (readonly NumberJson[])[];
  readonly regions?: RegionsJson;
}

/** Texts in JSON. */
export interface TextsJson {
  readonly kind: 'text';
  readonly texts: readonly string[];
  readonly scores: readonly NumberJson[];
  readonly regions?: RegionsJson;
}

/** One task's result in JSON; `kind` tells which. */
export type TaskResultJson =
  | DetectionsJson
  | ClassificationsJson
  | TracksJson
  | KeypointsJson
  | SegmentsJson
  | OrientedBoxesJson
  | SemanticMapJson
  | DepthMapJson
  | EmbeddingsJson
  | TextsJson;

/** One frame's results in JSON. */
export interface ResultJson {
  readonly stream: string;
  readonly index: number;
  readonly ptsUs: number;
  /** Name of the frame's own file, where it has one. */
  readonly file?: string;
  /** Frames lost since the previous line. */
  readonly dropped: number;
  /** The same by reason, where there are any: those that are not 0. */
  readonly drops?: Partial<DropCounts>;
  readonly width: number;
  readonly height: number;
  readonly timings: Timings;
  readonly meta: Readonly<Record<string, TaskResultJson>>;
}

/** A frame that failed, in JSON. */
export interface FailureJson {
  readonly stream: string;
  readonly index: number;
  readonly ptsUs: number;
  /** Name of the frame's own file, where it has one. */
  readonly file?: string;
  readonly dropped: number;
  /** The same by reason, where there are any: those that are not 0. */
  readonly drops?: Partial<DropCounts>;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** How results are written. */
export interface JsonOptions {
  /** Name of the file that frame `index` comes from, where it has one of its own; default: none is written. */
  readonly fileOf?: (index: number) => string | undefined;
  /** Masks as COCO's run lengths (default), or as its polygons. */
  readonly masks?: 'rle' | 'polygons';
}
