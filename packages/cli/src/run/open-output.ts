import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FarsightError } from '@farsight/client';
import { openStreamPublisher, redactUrl, type PublishOptions, type Source } from '@farsight/media';
import { chooseOutput } from './choose-output.js';
import { ImageOutput, makeFolder, namesIn } from './image-output.js';
import { outputError } from './output-error.js';
import { PublishedOutput } from './published-output.js';
import type { Receiver } from './receiver.js';
import { numberedFiles, oneFileIfPossible } from './segment-files.js';
import { VideoOutput } from './video-output.js';

/** What an output needs to know of the run. */
export interface OutputContext {
  readonly source: Source;
  /** Whether it becomes several files, for `--segment`. */
  readonly split: boolean;
  /** How a stream is published. */
  readonly publish: PublishOptions;
}

/**
 * Opens what `--output` names.
 *
 * @throws FarsightError INVALID_ARGUMENT if it does not fit the source, OUTPUT_FAILED if it cannot be written
 */
export async function openOutput(path: string, context: OutputContext): Promise<Receiver> {
  const { source, split, publish } = context;
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  const kind = chooseOutput(source.kind, path, isFolder);
  if (split && kind !== 'video') {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected an .mp4 video with --segment but received ${redactUrl(path)}.`,
    );
  }
  const input = source.fileOf(0);
  switch (kind) {
    case 'video':
      return VideoOutput.open(
        split ? numberedFiles(path) : oneFileIfPossible(path),
        input === undefined ? [] : [input],
      );
    case 'stream':
      return new PublishedOutput(redactUrl(path), await openStreamPublisher(path, publish));
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
