import { FarsightError } from '@farsight/client';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it would be larger than a file may be here',
  EISDIR: 'it is a folder',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'what should be its folder is a file',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
};

/** What went wrong with a file that is written, as an error for the user. */
export function outputError(error: unknown, path: string): FarsightError {
  if (FarsightError.is(error)) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new FarsightError('OUTPUT_FAILED', `${path} cannot be written: ${reasons[code] ?? message}.`, {
    cause: error,
  });
}
