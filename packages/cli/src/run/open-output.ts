import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FarsightError } from '@farsight/client';
import type { Source } from '@farsight/media';
import { chooseOutput } from './choose-output.js';
import { ImageOutput, makeFolder, namesIn } from './image-output.js';
import { outputError } from './output-error.js';
import type { Receiver } from './receiver.js';
import { VideoOutput } from './video-output.js';

/**
 * Opens what `--output` names.
 *
 * @throws FarsightError INVALID_ARGUMENT if it does not fit the source, OUTPUT_FAILED if it cannot be written
 */
export async function openOutput(path: string, source: Source): Promise<Receiver> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const kind = chooseOutput(source.kind, path, isFolder);
  const input = source.fileOf(0);
  switch (kind) {
    case 'video':
      return VideoOutput.open(path, input === undefined ? [] : [input]);
    case 'image':
      await checkFolder(path);
      await checkDistinct(path, input);
      return new ImageOutput(() => path);
    case 'folder':
      await makeFolder(path);
      await checkDistinct(path, input === undefined ? undefined : dirname(input));
      return new ImageOutput(namesIn(path, (index) => source.fileOf(index)));
  }
}

/** Better now than after the work is done. */
async function checkFolder(path: string): Promise<void> {
  await stat(dirname(path)).catch((error: unknown) => {
    throw outputError(error, path);
  });
}

async function checkDistinct(output: string, input: string | undefined): Promise<void> {
  const [to, from] = await Promise.all([resolved(output), resolved(input)]);
  if (to === undefined || to !== from) return;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected another place than the source for --output but received ${output}.`,
  );
}

function resolved(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? Promise.resolve(undefined) : realpath(path).catch(() => undefined);
}
