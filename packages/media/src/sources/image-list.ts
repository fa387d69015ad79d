import { FarsightError, type EncodedFrame } from '@farsight/protocol';
import { frameSource, type Tally } from './frame-source.js';
import { imageFrame } from './image-frame.js';
import { readImageFile } from './image-file.js';
import type { Source, SourceOptions } from './source.js';
import { videoFrameOptions, type VideoFrameOptions } from './video-frame-options.js';

/** Presentation time between two pictures of a folder: as a video of 25 frames a second. */
const frameUs = 40_000;

/** A source of image files, one frame each, in the order given. */
export function imageList(
  streamId: string,
  files: readonly string[],
  skipped: number,
  options: SourceOptions,
): Source {
  const frameOptions = videoFrameOptions(options);
  return frameSource(
    streamId,
    {
      kind: 'folder',
      frameCount: files.length,
      skipped,
      fileOf: (index) => files[index],
      frames: (signal, tally) => frames(streamId, files, frameOptions, signal, tally),
    },
    options,
  );
}

async function* frames(
  streamId: string,
  files: readonly string[],
  options: VideoFrameOptions,
  signal: AbortSignal,
  tally: Tally,
): AsyncGenerator<EncodedFrame, void, undefined> {
  for (const [index, file] of files.entries()) {
    const stamp = { streamId, index, ptsUs: index * frameUs };
    try {
      yield imageFrame(await readImageFile(file, signal), stamp, file, options);
    } catch (error) {
      // One broken picture must not end the run.
      if (!FarsightError.is(error) || error.code === 'CANCELLED') throw error;
      tally.problem({ stamp, file, error });
    }
  }
}
