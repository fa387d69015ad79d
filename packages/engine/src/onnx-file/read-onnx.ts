import { basename } from 'node:path';

import { FarsightError } from '@farsight/protocol';

import { FileSource } from './byte-source.js';
import type { ByteSource } from './byte-source.js';
import { checkExternalFiles } from './external-files.js';
import { readEntry, readGraph, scanFunction, scanTrainingInfo } from './graph.js';
import type { Graph } from './graph.js';
import type { OnnxModel } from './onnx-model.js';
import { recogniseOtherFile } from './recognise-file.js';
import { WireWalker } from './wire-fields.js';
import type { WireField } from './wire-fields.js';

/** Most protobuf fields that are looked at; large transformers have some hundred thousand. Bounds the time for a hostile file. */
const maxFields = 10_000_000;

/** Field numbers of ModelProto and what it has in it: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const model = { irVersion: 1, graph: 7, opsetImport: 8, metadataProps: 14, trainingInfo: 20, functions: 25 };
const operatorSet = { domain: 1, version: 2 };

/**
 * Reads what an .onnx file says about itself; its weights are stepped over, never read. Checks that every file of
 * weights it refers to exists inside its own folder.
 *
 * @throws FarsightError INVALID_NETWORK if it is not an ONNX network, is cut off, or refers to files it must not.
 */
export function readOnnxFile(path: string): OnnxModel {
  const name = basename(path);
  try {
    using source = new FileSource(path);
    const read = readOnnx(source, name);
    checkExternalFiles(path, read.externalFiles);
    return read;
  } catch (error) {
    throw FarsightError.from(
      error,
      'INVALID_NETWORK',
      `Expected an ONNX network in ${name} but it cannot be read.`,
    );
  }
}

/** As {@link readOnnxFile}, from bytes; files of weights are listed but not looked for. `name` is for messages. */
export function readOnnx(source: ByteSource, name: string): OnnxModel {
  const walker = new WireWalker(source, name, maxFields);
  const other = recogniseOtherFile(source);
  if (other !== undefined) throw walker.broken(other);
  return readModel(walker);
}

function readModel(walker: WireWalker): OnnxModel {
  let irVersion = 0;
  let opset = 0;
  let graph: Graph | undefined;
  const metadata = new Map<string, string>();
  const externalFiles = new Set<string>();
  for (const field of walker.fields()) {
    if (field.number === model.irVersion) irVersion = field.value;
    if (!field.lengthDelimited) continue;
    switch (field.number) {
      case model.graph:
        graph = readGraph(walker, field, externalFiles);
        break;
      case model.trainingInfo:
        scanTrainingInfo(walker, field, externalFiles);
        break;
      case model.functions:
        scanFunction(walker, field, externalFiles);
        break;
      case model.opsetImport:
        opset = Math.max(opset, readOpset(walker, field));
        break;
      case model.metadataProps:
        metadata.set(...readEntry(walker, field));
        break;
    }
  }
  if (graph === undefined) throw walker.broken('there is no graph in it');
  if (graph.outputs.length === 0) throw walker.broken('its graph has no outputs');
  return { irVersion, opset, metadata, externalFiles: [...externalFiles], ...graph };
}

/** Version of the default domain's operators; 0 for another domain's. */
function readOpset(walker: WireWalker, field: WireField): number {
  let domain = '';
  let version = 0;
  for (const part of walker.fields(field.start, field.end)) {
    if (part.number === operatorSet.domain && part.lengthDelimited) domain = walker.text(part);
    if (part.number === operatorSet.version) version = part.value;
  }
  return domain === '' || domain === 'ai.onnx' ? version : 0;
}
