import { readFileSync } from 'node:fs';
import type { DetectionTolerance, ExpectedDetections } from './expected.js';
import { referenceFolder } from './expected.js';

/** Detections with the names of their classes. */
export interface ExpectedNamed extends ExpectedDetections {
  readonly labels: readonly string[];
}

/** Faces of a picture: five landmarks x, y each, in source pixels. */
export interface ExpectedFaces extends ExpectedDetections {
  readonly landmarks: readonly (readonly (readonly number[])[])[];
  /** How many of them have a score above 0.5. */
  readonly countAtHighThreshold: number;
}

/** A map as class and number of pixels by turns, row by row. */
export interface ExpectedRuns {
  /** Height, width. */
  readonly size: readonly [number, number];
  readonly runs: readonly number[];
}

/** The map of a picture. */
export interface ExpectedMap {
  /** Height, width of the network's own map. */
  readonly size: readonly [number, number];
  /** Part of the network's own map that each class has. */
  readonly share: Readonly<Record<string, number>>;
  /** Every fourth column and row of the network's own map. */
  readonly quarter: ExpectedRuns;
  /** The map at the picture's size; not for all pictures. */
  readonly source?: ExpectedRuns;
}

/** How near a map has to come. */
export interface MapTolerance {
  /** Least part of the pixels that must have the same class. */
  readonly agreement: number;
  /** How far each class's share may be off. */
  readonly share: number;
}

/** A face of a picture and its vector. */
export interface ExpectedFaceVector {
  /** x1, y1, x2, y2 of the face in source pixels. */
  readonly box: readonly number[];
  /** 2x3: source pixels -> pixels of the aligned face of 112x112. */
  readonly matrix: readonly [readonly [number, number, number], readonly [number, number, number]];
  /** The first 16 values of the vector. */
  readonly first16: readonly number[];
}

interface Models {
  readonly 'ssd_mobilenet_v1_075_coco.onnx': ModelOf<ExpectedNamed, DetectionTolerance>;
  readonly 'retinaface_mnet025_640.onnx': ModelOf<
    ExpectedFaces,
    DetectionTolerance & { readonly landmarkPx: number }
  >;
  readonly 'mobilefacenet.onnx': ModelOf<
    { readonly crops: readonly ExpectedFaceVector[] },
    { readonly cosine: number }
  > & {
    readonly cosine: { readonly order: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  };
  readonly 'lprnet_cn_24x94.onnx': ModelOf<{ readonly text: string }, unknown>;
  readonly 'espnet_p2q8_cityscapes_512x1024.onnx': ModelOf<ExpectedMap, MapTolerance>;
  readonly 'deeplabv3_mnv2_dm05_voc_257.onnx': ModelOf<ExpectedMap, MapTolerance>;
}

interface ModelOf<Image, Tolerance> {
  readonly tolerance: Tolerance;
  readonly images: Readonly<Record<string, Image>>;
}

/** The models that {@link readTask} reads. */
export type TaskFile = keyof Models;

/** All of them. */
export const taskFiles: readonly TaskFile[] = [
  'ssd_mobilenet_v1_075_coco.onnx',
  'retinaface_mnet025_640.onnx',
  'mobilefacenet.onnx',
  'lprnet_cn_24x94.onnx',
  'espnet_p2q8_cityscapes_512x1024.onnx',
  'deeplabv3_mnv2_dm05_voc_257.onnx',
];

/** Reads the reference of one of these models. */
export function readTask<File extends TaskFile>(file: File): Models[File] {
  const text = readFileSync(`${referenceFolder}expected.json`, 'utf8');
  return (JSON.parse(text) as { readonly models: Models }).models[file];
}
