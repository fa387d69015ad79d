/** A step of a network as one line: what it is called, and its parameters. */
export function stepText({ op, ...parameters }: { readonly op: string }): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  if (given.length === 0) return op;
  return `${op}  ${given.map(([name, value]) => `${spaced(name)} ${valueText(value)}`).join(', ')}`;
}

/** `confThreshold` -> `conf threshold`: the words of network files without their underscores. */
function spaced(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]+/g, (capitals) => ` ${capitals.toLowerCase()}`);
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([name, each]) => `${spaced(name)} ${valueText(each)}`);
  return entries.length === 0 ? 'none' : `(${entries.join(', ')})`;
}
