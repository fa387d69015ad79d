import { open } from 'node:fs/promises';
import { FarsightError } from '@farsight/protocol';

/** No picture needs more; a larger file is something else with a picture's name. */
const maxFileBytes = 1 << 30;

/**
 * Reads an image file whole.
 *
 * @throws FarsightError SOURCE_NOT_FOUND, SOURCE_FAILED
 */
export async function readImageFile(path: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > maxFileBytes) {
      throw new FarsightError('SOURCE_FAILED', `${path} is too large for an image: ${size} bytes.`);
    }
    return await file.readFile({ signal });
  } catch (error) {
    throw fileError(error, path);
  }
}

/** The first bytes of a file, enough to tell what it is. */
export async function readFileStart(path: string, byteLength: number): Promise<Uint8Array> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(new Uint8Array(byteLength), 0, byteLength, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw fileError(error, path);
  }
}

const causes: Readonly<Record<string, string>> = {
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EMFILE: 'too many files are open',
  EIO: 'the disk does not give it',
};

/** What went wrong with a file, in our words. */
export function fileError(error: unknown, path: string): FarsightError {
  if (FarsightError.is(error)) return error;
  const { code = '', name } = error as NodeJS.ErrnoException;
  if (name === 'AbortError') return FarsightError.from(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new FarsightError('SOURCE_NOT_FOUND', `There is no file or folder ${path}.`, { cause: error });
  }
  return new FarsightError('SOURCE_FAILED', `Could not read ${path}: ${causes[code] ?? code}.`, {
    cause: error,
  });
}
