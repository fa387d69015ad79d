import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Alias, Document, YAMLMap, YAMLSeq } from 'yaml';

import { FarsightError } from '@farsight/protocol';

import { markPlaceholders } from './placeholders.js';
import type { Located, LocatedEntry, LocatedMap, Place } from './located.js';

/** A network file has some kilobytes, one with the names of a thousand classes in it 30. */
export const maxYamlBytes = 256 * 1024;

/** Values after aliases are followed: an alias may stand for much ("billion laughs"). */
const maxValues = 200_000;

const maxDepth = 50;

/**
 * Parses a YAML file whose top is a map. `{{name}}` may stand wherever a value can, quoted or not.
 *
 * @param file - Its name, for messages.
 * @throws FarsightError INVALID_NETWORK with the line.
 */
export function readYaml(text: string, file: string): LocatedMap {
  if (Buffer.byteLength(text) > maxYamlBytes) {
    throw invalid({ file, line: 1 }, `Expected at most ${maxYamlBytes} bytes.`);
  }
  const lines = new LineCounter();
  const document = parse(markPlaceholders(text), file, lines);
  const top = new Converter(file, lines).convert(document.contents, 0);
  if (top.kind !== 'map') throw invalid(top.place, 'Expected a map of keys and values at the top.');
  return top;
}

function parse(text: string, file: string, lineCounter: LineCounter): Document {
  let document: Document;
  try {
    document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      logLevel: 'error',
      merge: true,
      uniqueKeys: false, // Its check is quadratic: 48 s for 60 000 keys. The converter has its own.
    });
  } catch (error) {
    // The parser calls itself for every level: thousands of them exhaust its stack.
    throw invalid(
      { file, line: 1 },
      'Expected YAML, but it cannot be parsed: it is nested too deeply.',
      error,
    );
  }
  const [error] = document.errors;
  if (error === undefined) return document;
  const { line } = lineCounter.linePos(error.pos[0]);
  if (error.message.includes('call stack')) throw nestedTooDeeply(file, line, error);
  throw invalid({ file, line }, `Expected YAML, but: ${error.message.replace(/\.?$/, '.')}`, error);
}

/** Turns the parser's tree into ours: aliases followed, `<<` merged, bounded in size and depth. */
class Converter {
  /** By name, as far as the document has been walked. Asking the parser's alias itself walks the document each time. */
  readonly #anchors = new Map<string, unknown>();
  readonly #file: string;
  readonly #lines: LineCounter;
  #valuesLeft = maxValues;

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  convert(node: unknown, depth: number, parent: Place = { file: this.#file, line: 1 }): Located {
    const place = this.#place(node, parent);
    if (this.#valuesLeft-- <= 0) throw invalid(place, `Expected at most ${maxValues} values.`);
    if (depth > maxDepth) throw invalid(place, `Expected at most ${maxDepth} levels.`);
    if (isAlias(node)) return this.convert(this.#aliased(node, place), depth + 1, place);
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined)
      this.#anchors.set(node.anchor, node);
    if (isMap(node)) return { kind: 'map', place, entries: this.#entries(node, depth, place) };
    if (isSeq(node)) return { kind: 'list', place, items: this.#items(node, depth, place) };
    if (!isScalar(node)) return { kind: 'scalar', place, value: null, text: '' };
    const value = scalarValue(node.value);
    return { kind: 'scalar', place, value, text: node.source ?? String(value) };
  }

  #aliased({ source }: Alias, place: Place): unknown {
    if (!this.#anchors.has(source)) throw invalid(place, `Expected an anchor &${source} before *${source}.`);
    return this.#anchors.get(source);
  }

  #items(node: YAMLSeq, depth: number, place: Place): Located[] {
    return node.items.map((item) => this.convert(item, depth + 1, place));
  }

  /** Keys of the map itself win over merged ones: https://yaml.org/type/merge.html */
  #entries(node: YAMLMap, depth: number, place: Place): Map<string, LocatedEntry> {
    const own = new Map<string, LocatedEntry>();
    const merged = new Map<string, LocatedEntry>();
    for (const { key, value } of node.items) {
      const keyPlace = this.#place(key, place);
      const name = this.convert(key, depth + 1, keyPlace);
      if (name.kind !== 'scalar') throw invalid(keyPlace, 'Expected a plain word as key.');
      const located = this.convert(value, depth + 1, keyPlace);
      if (name.text === '<<') mergeInto(merged, located);
      else if (own.has(name.text))
        throw invalid(keyPlace, `Expected each key once but received ${name.text} twice.`);
      else own.set(name.text, { keyPlace, value: located });
    }
    return new Map([...merged, ...own]);
  }

  #place(node: unknown, parent: Place): Place {
    const range = isAlias(node) || isMap(node) || isSeq(node) || isScalar(node) ? node.range : undefined;
    return range ? { file: this.#file, line: this.#lines.linePos(range[0]).line } : parent;
  }
}

/** The first of several merged maps wins. */
function mergeInto(merged: Map<string, LocatedEntry>, value: Located): void {
  const maps = value.kind === 'list' ? value.items : [value];
  for (const map of maps) {
    if (map.kind !== 'map') throw invalid(map.place, 'Expected a map to merge with "<<".');
    for (const [key, entry] of map.entries) if (!merged.has(key)) merged.set(key, entry);
  }
}

function scalarValue(value: unknown): string | number | boolean | null {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return String(value);
    default:
      return null;
  }
}

function nestedTooDeeply(file: string, line: number, cause: unknown): FarsightError {
  return invalid({ file, line }, `Expected YAML of at most ${maxDepth} levels.`, cause);
}

function invalid({ file, line }: Place, message: string, cause?: unknown): FarsightError {
  return new FarsightError('INVALID_NETWORK', `${file} line ${line}: ${message}`, { cause });
}
