/**
 * Compares two paths the way people number files: runs of digits by their value, everything else by code point. The order
 * does not depend on the machine's language. Equal values are ordered by text ("1" before "01"), so the result is total.
 */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  for (const [i, text] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order = compareParts(text, other);
    if (order !== 0) return order;
  }
  if (left.length < right.length) return -1;
  return a.length - b.length || compareText(a, b);
}

function split(path: string): readonly string[] {
  return path.match(/\d+|\D/gu) ?? [];
}

function compareParts(a: string, b: string): number {
  const bothNumbers = /^\d/.test(a) && /^\d/.test(b);
  return bothNumbers ? compareNumbers(a.replace(/^0+/, ''), b.replace(/^0+/, '')) : compareText(a, b);
}

/** Digits without leading zeros, of any length. */
function compareNumbers(a: string, b: string): number {
  return a.length - b.length || compareText(a, b);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
