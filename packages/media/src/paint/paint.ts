import { FarsightError, type DrawList, type PixelFrame } from '@farsight/protocol';
import { paintDot } from './paint-dot.js';
import { paintMap } from './paint-map.js';
import { paintMask } from './paint-mask.js';
import { paintPolyline } from './paint-polyline.js';
import { paintRect } from './paint-rect.js';
import { paintText } from './paint-text.js';

/**
 * Draws a list onto the pixels, in order. What lies outside the frame is left out; a command with a coordinate that is no
 * number draws nothing. The frame stays the caller's.
 *
 * @throws FarsightError INVALID_ARGUMENT if the pixels are not rgb24.
 */
export function paint(pixels: PixelFrame, list: DrawList): void {
  if (pixels.format !== 'rgb24') {
    throw new FarsightError(
      'INVALID_ARGUMENT',
      `Expected rgb24 pixels for painting but received ${pixels.format}.`,
    );
  }
  for (const command of list) {
    switch (command.op) {
      case 'rect':
        paintRect(pixels, command);
        break;
      case 'text':
        paintText(pixels, command);
        break;
      case 'polyline':
        paintPolyline(pixels, command);
        break;
      case 'dot':
        paintDot(pixels, command);
        break;
      case 'mask':
        paintMask(pixels, command);
        break;
      case 'map':
        paintMap(pixels, command);
        break;
    }
  }
}
