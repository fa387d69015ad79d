/** ` (did you mean "letterbox"?)`, or the names there are if none is near; to go between a value and the full stop. */
export function suggest(name: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearestName(name, names);
  if (near !== undefined) return ` (did you mean ${JSON.stringify(near)}?)`;
  return names.length === 0 ? '' : ` (there is: ${names.sort().join(', ')})`;
}

/**
 * The name that takes fewest edits to get to, if these are few for its length: likely a slip of the hand.
 *
 * @param mostEdits - Never more than this many.
 */
export function nearestName(name: string, known: Iterable<string>, mostEdits = Infinity): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  const allowed = Math.max(1, Math.floor(Math.min(name.length, best?.length ?? 0) / 3));
  return bestDistance <= Math.min(allowed, mostEdits) ? best : undefined;
}

/**
 * Edits (insert, remove, replace, swap of neighbours) between two words: the optimal string alignment distance,
 * https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance.
 */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > maxDistance || a.length > maxLength) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + cost,
          isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? Infinity;
}

/** Beyond these nothing is a slip of the hand, and a hostile name cannot cost time. */
const maxDistance = 12;
const maxLength = 200;
