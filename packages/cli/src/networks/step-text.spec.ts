import { expect, it } from 'vitest';
import { stepLines } from './step-text.js';

it.each([
  [{ op: 'contrast-normalize' }, 'contrast-normalize'],
  [{ op: 'totensor', scale: false }, 'totensor  scale false'],
  [
    { op: 'resize', size: { shorterSide: 256 }, antialias: true },
    'resize  size (shorter side 256), antialias true',
  ],
  [{ op: 'normalize', mean: [0.5, 1], std: [] }, 'normalize  mean [0.5, 1]'],
  [{ op: 'decodeyolo', nmsIouThreshold: 0.45, anchors: undefined }, 'decodeyolo  nms iou threshold 0.45'],
  [{ op: 'scaled', by: [56.025200000000005, 1e-7] }, 'scaled  by [56.0252, 1e-7]'],
  [{ op: 'tracker', parameters: {} }, 'tracker  parameters none'],
  [{ op: 'odd', minSizes: [[16, 32], [64]], nothing: null }, 'odd  min sizes [[16, 32], [64]], nothing null'],
])('%j reads %j', (step, text) => {
  expect(stepLines(step)).toEqual([text]);
});

it('breaks lines between parameters', () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, id) => [`parameter${id}`, id]));
  const lines = stepLines({ op: 'wide', ...many });
  expect(lines.length).toBeGreaterThan(1);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(95);
  expect(lines.join(' ').match(/parameter\d+ \d+,?/g)).toHaveLength(12);
  expect(lines.at(-1)).toMatch(/^ {2}parameter.*[^,]$/);
});
