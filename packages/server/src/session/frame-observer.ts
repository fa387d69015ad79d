import type { StillFrame } from '@farsight/protocol';
import type { FrameAnswer } from './frame-line.js';

/** Sees a stream's frames pass. Stands in their way: it must be quick, and must not throw. */
export interface FrameObserver {
  /** A frame arrived. Its bytes are not there any more when this returns, so what is to be kept is to be copied. */
  onFrame(frame: StillFrame): void;
  /** The next answer leaves, in the order of the frames. */
  onAnswer(answer: FrameAnswer): void;
}
