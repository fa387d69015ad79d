/** As long as a line gets before the next parameter goes onto another. */
const lineLength = 90;

/** A step of a network: what it is called and its parameters, in lines that fit a terminal. */
export function stepLines({ op, ...parameters }: { readonly op: string }): readonly string[] {
  const given = Object.entries(parameters).filter(([, value]) => !isNothing(value));
  const lines = [op];
  given.forEach(([name, value], index) => {
    const text = `${spaced(name)} ${valueText(value)}${index < given.length - 1 ? ',' : ''}`;
    const line = lines.at(-1) ?? '';
    if (line.length + text.length < lineLength)
      lines.splice(-1, 1, `${line}${index === 0 ? '  ' : ' '}${text}`);
    else lines.push(`  ${text}`);
  });
  return lines;
}

/** An empty filter filters nothing, and what is undefined was left out. */
function isNothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

/** `confThreshold` -> `conf threshold`: the words of network files without their underscores. */
function spaced(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]+/g, (capitals) => ` ${capitals.toLowerCase()}`);
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  // 56.025200000000005 is 56.0252.
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, each]) => !isNothing(each));
  return entries.length === 0
    ? 'none'
    : `(${entries.map(([name, each]) => `${spaced(name)} ${valueText(each)}`).join(', ')})`;
}
