// The part of the client that draws, for pages: nothing here knows about connections.
export { labelOf } from '../labels.js';
export type { LabelsByTask } from '../labels.js';
export { overlay } from './overlay.js';
export { classColor, readableOn } from './palette.js';
export type { FrameSize, OverlayStyle } from './style.js';
