import { format, parse } from 'node:path';

/** Names the file of each segment of a recording, counted from 0. */
export type SegmentFiles = (segment: number) => string;

/** `out-000.mp4`, `out-001.mp4` … for `out.mp4`. */
export function numberedFiles(path: string): SegmentFiles {
  const { dir, name, ext } = parse(path);
  return (segment) => format({ dir, name: `${name}-${String(segment).padStart(3, '0')}`, ext });
}

/** `out.mp4`, and should it have to end before the recording does, `out-001.mp4` … after it. */
export function oneFileIfPossible(path: string): SegmentFiles {
  const numbered = numberedFiles(path);
  return (segment) => (segment === 0 ? path : numbered(segment));
}

/** Remembers which files were written, for the end of a run. */
export class WrittenFiles {
  readonly #paths: string[] = [];

  add(path: string): void {
    this.#paths.push(path);
  }

  /** `Written: out.mp4` or `Written: out-000.mp4 to out-007.mp4 (8 files)`; no line where there is nothing. */
  report(): readonly string[] {
    const [first] = this.#paths;
    if (first === undefined) return [];
    const count = this.#paths.length;
    return [
      `Written: ${count === 1 ? first : `${first} to ${this.#paths[count - 1] ?? ''} (${count} files)`}`,
    ];
  }
}
