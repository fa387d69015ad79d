import { AV_FRAME_FLAG_CORRUPT } from 'node-av/constants';
import type { NativeFrame } from './native-handles.js';

/** Whether a decoder had to mend a picture: what it shows is partly made up. */
export function isDamaged(picture: NativeFrame): boolean {
  return picture.decodeErrorFlags !== 0 || (picture.flags & AV_FRAME_FLAG_CORRUPT) !== 0;
}
