import {
  FarsightError,
  checkedRawLayout,
  type StillFrame,
  type RawFormat,
  type Stamp,
} from '@farsight/protocol';
import type { inferenceServer } from '@farsight/protocol/wire';

const formatOfName: Readonly<Record<string, RawFormat>> = {
  RGB: 'rgb24',
  RGBA: 'rgba',
  BGR: 'bgr24',
  BGRA: 'bgra',
  GRAY: 'gray8',
};

const formatOfChannels: Readonly<Record<number, RawFormat>> = { 1: 'gray8', 3: 'rgb24', 4: 'rgba' };

/**
 * A raw image of the InferenceServer protocol as a frame. Its colour format counts if it is given, else its channels.
 *
 * @throws FarsightError INVALID_FRAME
 */
export function frameFromImage(image: inferenceServer.Image | undefined, stamp: Stamp): StillFrame {
  if (image === undefined) throw new FarsightError('INVALID_FRAME', 'The request has no image.');
  const { width, height, channels, colorFormat, image: data } = image;
  const format = colorFormat === '' ? formatOfChannels[channels] : formatOfName[colorFormat.toUpperCase()];
  if (format === undefined) {
    const names = Object.keys(formatOfName).join(', ');
    throw new FarsightError(
      'INVALID_FRAME',
      `Expected 1, 3 or 4 channels or a color_format of ${names} but received ${channels} channels and another color_format.`,
    );
  }
  return { stamp, codec: 'raw', raw: checkedRawLayout(format, width, height, 0, data.length), data };
}
