import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { imageNames } from './image-names.js';
import { invalidTruth } from './invalid-truth.js';
import { linesOf, readTruthText } from './read-text.js';

/** A picture and what it shows, or says. */
export interface LabelledFile {
  readonly file: string;
  readonly label: string;
  /** Where that is said, for messages. */
  readonly where: string;
}

/**
 * Reads `file<TAB>label` or `file,label`, a line each; or a folder with a folder of images per label.
 *
 * @throws FarsightError INVALID_ARGUMENT
 */
export async function readLabelledFiles(path: string): Promise<readonly LabelledFile[]> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const files = isFolder ? await inFolders(path) : inLines(await readTruthText(path), path);
  if (files.length === 0) throw invalidTruth(path, 'at least one picture', 'none');
  return files;
}

async function inFolders(path: string): Promise<readonly LabelledFile[]> {
  const entries = await readdir(path, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (folders.length === 0) throw invalidTruth(path, 'a folder of images per class', 'none');
  const files: LabelledFile[] = [];
  for (const label of folders.sort()) {
    for (const name of await imageNames(join(path, label))) {
      files.push({ file: join(label, name), label, where: join(path, label) });
    }
  }
  return files;
}

/** Reads the lines of a list. A first line `file,label` is its heading. */
export function inLines(text: string, path: string): readonly LabelledFile[] {
  const files = linesOf(text).map(({ number, text: line }) => {
    const where = `${path}:${number}`;
    // Labels may have commas: "tench, Tinca tinca".
    const [, file = '', label = ''] = /^([^\t]+)\t(.*)$/.exec(line) ?? /^([^,]+),(.*)$/.exec(line) ?? [];
    if (file.trim() === '' || label.trim() === '') {
      throw invalidTruth(where, 'a file, a tab or comma, and a label', line);
    }
    return { file: unquoted(file), label: unquoted(label), where };
  });
  const [first] = files;
  const isHeading = first !== undefined && /^(file|image|filename|path)(_?name)?$/i.test(first.file);
  return isHeading ? files.slice(1) : files;
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, '$1');
}
