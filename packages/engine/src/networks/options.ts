import type { FarsightError } from '@farsight/protocol';

import type { NetworkDefinition } from '../definition.js';

/** Where network files, what they name, and fetched weights are found. */
export interface CatalogueOptions {
  /** Catalogue folders, searched in this order; the first network of a name wins. */
  readonly folders: readonly string[];
  /** Where fetched weights are kept. Default: `farsight` in `$XDG_CACHE_HOME`, else `~/.cache/farsight`. */
  readonly cacheDir?: string;
  /** What `$AXELERA_FRAMEWORK` stands for in network files. Default: the folder of the file. */
  readonly frameworkDir?: string;
}

/** See `resolveNetwork`. */
export interface ResolveOptions extends CatalogueOptions {
  /** What the operator says about a bare .onnx file. Given for anything else, it is an INVALID_ARGUMENT. */
  readonly overrides?: OnnxOverrides;
  /**
   * Whether operators get their values for measuring accuracy (`eval`), or where there are none those of
   * `evaluationDefaults`. Default false.
   */
  readonly evaluation?: boolean;
}

/**
 * What an .onnx file cannot say itself, or says wrongly. Every value may be the text of a command line flag: lists are
 * separated by commas. Bad values are an INVALID_ARGUMENT that names the flag.
 */
export interface OnnxOverrides {
  /**
   * What the network does: `detection`, `classification`, `segmentation`, `keypoints`, `faces`, `oriented-boxes`, `semantic`,
   * `depth`, `embedding` or `text`. Default: told from the outputs.
   */
  readonly task?: string;
  /** Class names: path of a label file, or names separated by commas. */
  readonly labels?: string | readonly string[];
  /** Colour order the network wants: `RGB`, `BGR` or `GRAY`. */
  readonly color?: string;
  /** Subtracted per channel, in the order of `color`. Values above 1 mean pixels of 0..255 (then `scale` defaults to false). */
  readonly mean?: string | number | readonly number[];
  /** Divided by per channel, after `mean`. Default 1 where `mean` is given. */
  readonly std?: string | number | readonly number[];
  /** Whether pixels are divided by 255 first. */
  readonly scale?: boolean;
  /** How a frame gets the network's size: `letterbox`, `stretch`, or `crop` (shorter side, then centre crop). */
  readonly resize?: string;
  /** Input size where the weights take any: `640` or `WIDTHxHEIGHT`. */
  readonly size?: string | number;
  /** Layout of a detector's output: `v5`, `v8`, `end-to-end`, `yolox` or `auto`. */
  readonly head?: string;
  /** Least score of a box, 0..1. */
  readonly conf?: string | number;
  /** Boxes overlapping a better one by more than this are removed, 0..1. */
  readonly iou?: string | number;
  /** Where a letterbox puts the frame: `center`, or `top-left` with padding at the right and bottom. */
  readonly placement?: string;
  /** Whether class scores still need a softmax: `true`, `false` or `auto`. */
  readonly softmax?: boolean | string;
}

/** One file of a catalogue folder: either what it defines, or why it cannot be used. */
export interface CatalogueEntry {
  /** What to ask for: the file's `name`, else its file name without the ending. */
  readonly name: string;
  /** Absolute path of the network file. */
  readonly path: string;
  readonly definition?: NetworkDefinition;
  readonly error?: FarsightError;
}

/** A file of a catalogue folder that has not been read yet. */
export interface UnreadEntry extends Pick<CatalogueEntry, 'name' | 'path'> {
  /** Reads it; each time anew. Never throws. */
  read(): CatalogueEntry;
}
