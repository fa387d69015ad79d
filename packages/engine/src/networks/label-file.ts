import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

import { FarsightError } from '@farsight/protocol';

import { parsePythonLiteral } from './python-literal.js';
import type { PythonValue } from './python-literal.js';

/** Label files have some kilobytes. */
const maxLabelBytes = 4 * 1024 * 1024;

/**
 * Reads class names from a file: a name per line, or a Python or JSON list or dictionary from class id to name, as the
 * usual `imagenet1000_clsidx_to_labels.txt` is.
 *
 * @throws FarsightError INVALID_NETWORK
 */
export function readLabelFile(path: string): readonly string[] {
  const name = basename(path);
  let text: string;
  try {
    if (statSync(path).size > maxLabelBytes) throw tooLarge(name);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw FarsightError.from(
      error,
      'INVALID_NETWORK',
      `Expected a label file in ${name} but it cannot be read.`,
    );
  }
  return parseLabels(text.replace(/^\ufeff/, ''), name);
}

/** See {@link readLabelFile}; `name` is for messages. */
export function parseLabels(text: string, name: string): readonly string[] {
  if (/^\s*[{[]/.test(text)) {
    const labels = labelsFromLiteral(text);
    if (labels !== undefined) return labels;
    throw new FarsightError('INVALID_NETWORK', `Expected a list or dictionary of class names in ${name}.`);
  }
  // Empty lines inside count: they keep the ids of those below right.
  return text.trimEnd() === ''
    ? []
    : text
        .trimEnd()
        .split(/\r?\n/)
        .map((line) => line.trim());
}

/** Most classes: ids beyond it would be mistakes. Open Images has some 20 000. */
const maxClasses = 100_000;

/** Class names from a Python or JSON literal: `['a', 'b']` or `{0: 'a', 1: 'b'}`; undefined if it is none. */
export function labelsFromLiteral(text: string): readonly string[] | undefined {
  const value = parsePythonLiteral(text);
  if (Array.isArray(value)) return value.length <= maxClasses ? value.map(labelOf) : undefined;
  return value instanceof Map ? labelsFromMap(value) : undefined;
}

function labelsFromMap(map: ReadonlyMap<PythonValue, PythonValue>): readonly string[] | undefined {
  const labels: (string | undefined)[] = [];
  for (const [key, value] of map) {
    const id = typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : key;
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= maxClasses) return undefined;
    labels[id] = labelOf(value);
  }
  return Array.from(labels, (label) => label ?? '');
}

function labelOf(value: PythonValue): string {
  return typeof value === 'object' && value !== null ? '' : String(value);
}

function tooLarge(name: string): FarsightError {
  return new FarsightError(
    'INVALID_NETWORK',
    `Expected at most ${maxLabelBytes} bytes of labels in ${name}.`,
  );
}
