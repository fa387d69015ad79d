import { expect, it } from 'vitest';
import { stepText } from './step-text.js';

it.each([
  [{ op: 'contrast-normalize' }, 'contrast-normalize'],
  [{ op: 'totensor', scale: false }, 'totensor  scale false'],
  [
    { op: 'resize', size: { shorterSide: 256 }, antialias: true },
    'resize  size (shorter side 256), antialias true',
  ],
  [{ op: 'normalize', mean: [0.5, 1], std: [] }, 'normalize  mean [0.5, 1], std none'],
  [{ op: 'decodeyolo', nmsIouThreshold: 0.45, anchors: undefined }, 'decodeyolo  nms iou threshold 0.45'],
  [{ op: 'tracker', parameters: {} }, 'tracker  parameters none'],
  [{ op: 'odd', minSizes: [[16, 32], [64]], nothing: null }, 'odd  min sizes [[16, 32], [64]], nothing null'],
])('%j reads %j', (step, text) => {
  expect(stepText(step)).toBe(text);
});
