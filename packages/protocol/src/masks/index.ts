// Masks as run lengths, and what can be made of them. For pages too: nothing here knows about messages.
export { maskArea } from './mask-area.js';
export { forEachColumnSpan, maskFromBitmap, maskToBitmap } from './mask-bitmap.js';
export { maskBounds } from './mask-bounds.js';
export type { PixelBounds } from './mask-bounds.js';
export { maskPolygons } from './mask-polygons.js';
