import { invalidTruth } from './invalid-truth.js';

/**
 * Finds classes by name: the whole label, or one of the names it lists ("tench, Tinca tinca"), or the number of the class.
 *
 * @returns a function that throws INVALID_ARGUMENT for a name that no class has, or more than one
 */
export function classFinder(
  labels: readonly string[],
  count: number,
): (name: string, where: string) => number {
  const whole = new Map<string, number>();
  const parts = new Map<string, Set<number>>();
  for (const [id, label] of labels.entries()) {
    if (!whole.has(plain(label))) whole.set(plain(label), id);
    for (const part of label.split(',').map(plain)) {
      parts.set(part, (parts.get(part) ?? new Set()).add(id));
    }
  }
  return (name, where) => {
    const exact = whole.get(plain(name));
    if (exact !== undefined) return exact;
    const [id, ...others] = parts.get(plain(name)) ?? [];
    if (others.length > 0) throw invalidTruth(where, 'a name that one class has alone', name);
    if (id !== undefined) return id;
    const number = /^\d+$/.test(name) ? Number(name) : NaN;
    if (number < (Math.max(count, labels.length) || Infinity)) return number;
    throw invalidTruth(where, "one of the network's classes, by name or number,", name);
  };
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
}
