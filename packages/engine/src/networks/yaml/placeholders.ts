import type { Located, LocatedEntry, LocatedScalar, Place } from './located.js';

/** What a `{{name}}` may stand for. `null` stands for nothing given. */
export type PlaceholderValue = Located | string | number | boolean | null;

const written = /\{\{\s*([A-Za-z_][\w.-]*)\s*\}\}/g;
// Two characters of Unicode's private use area, which means nothing to YAML: unquoted braces would be a map in a map.
const open = '\u{e000}';
const close = '\u{e001}';
const marked = new RegExp(`${open}([^${close}]*)${close}`, 'gu');

/** Makes the `{{name}}`s of a text plain words for the YAML parser. Lines stay where they are. */
export function markPlaceholders(text: string): string {
  return text.replace(written, (_, name: string) => open + name + close);
}

/**
 * Fills the `{{name}}`s in. One that stands alone becomes the value itself, in other text it becomes text.
 *
 * @param valueOf - Throws if it knows no such name.
 */
export function fillPlaceholders(
  tree: Located,
  valueOf: (name: string, place: Place) => PlaceholderValue,
): Located {
  switch (tree.kind) {
    case 'scalar':
      return fillScalar(tree, valueOf);
    case 'list':
      return { ...tree, items: tree.items.map((item) => fillPlaceholders(item, valueOf)) };
    case 'map': {
      const entries = new Map<string, LocatedEntry>();
      for (const [key, { keyPlace, value }] of tree.entries) {
        entries.set(key, { keyPlace, value: fillPlaceholders(value, valueOf) });
      }
      return { ...tree, entries };
    }
  }
}

function fillScalar(
  scalar: LocatedScalar,
  valueOf: (name: string, place: Place) => PlaceholderValue,
): Located {
  const { value, place } = scalar;
  if (typeof value !== 'string' || !value.includes(open)) return scalar;
  const alone = new RegExp(`^${open}([^${close}]*)${close}$`, 'u').exec(value);
  if (alone?.[1] !== undefined) return locate(valueOf(alone[1], place), place);
  const text = value.replace(marked, (_, name: string) => textOf(valueOf(name, place)));
  return { ...scalar, value: text, text };
}

function locate(value: PlaceholderValue, place: Place): Located {
  if (typeof value === 'object' && value !== null) return value;
  return { kind: 'scalar', place, value, text: value === null ? '' : String(value) };
}

function textOf(value: PlaceholderValue): string {
  if (typeof value !== 'object' || value === null) return value === null ? '' : String(value);
  if (value.kind === 'scalar') return value.text;
  return value.kind === 'list' ? value.items.map(textOf).join(', ') : '';
}
