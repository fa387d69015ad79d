// The part of the client that draws, for pages: nothing here knows about connections.
export { bestClasses } from '../best-classes.js';
export { labelOf, labelsByTask } from '../labels.js';
export type { LabelsByTask } from '../labels.js';
export { overlay } from './overlay.js';
export { classColor, readableOn } from './palette.js';
export type { FrameSize, OverlayStyle } from './style.js';
export { cocoSkeleton } from './skeletons.js';
export type { Links } from './skeletons.js';
export { TrailHistory } from './trail-history.js';
export type { Trails } from './trail-history.js';
