import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FarsightError } from '@farsight/client';
import type { Source } from '@farsight/media';
import { chooseOutput } from './choose-output.js';
import { ImageOutput, makeFolder, namesIn } from './image-output.js';
import { outputError } from './output-error.js';
import type { Receiver } from './receiver.js';
import { numberedFiles, oneFileIfPossible } from './segment-files.js';
import { VideoOutput } from './video-output.js';

/**
 * Opens what `--output` names.
 *
 * @param split - whether it becomes several files, for `--segment`
 * @throws FarsightError INVALID_ARGUMENT if it does not fit the source, OUTPUT_FAILED if it cannot be written
 */
export async function openOutput(path: string, source: Source, split: boolean): Promise<Receiver> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const kind = chooseOutput(source.kind, path, isFolder);
  if (split && kind !== 'video') {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected an .mp4 video with --segment but received ${path}.`,
    );
  }
  const input = source.fileOf(0);
  switch (kind) {
    case 'video':
      return VideoOutput.open(
        split ? numberedFiles(path) : oneFileIfPossible(path),
        input === undefined ? [] : [input],
      );
    case 'image':
      await checkFolder(path);
      return new ImageOutput(path, () => path);
    case 'folder':
      await makeFolder(path);
      return new ImageOutput(
        path,
        namesIn(path, (index) => source.fileOf(index)),
      );
  }
}

/** Better now than after the work is done. */
async function checkFolder(path: string): Promise<void> {
  await stat(dirname(path)).catch((error: unknown) => {
    throw outputError(error, path);
  });
}
