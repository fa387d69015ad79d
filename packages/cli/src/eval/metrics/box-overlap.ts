import type { Box, Overlap } from './objects.js';

/** Intersection over union of the boxes; over the found box alone where the truth is a crowd. As pycocotools' `bbIou`. */
export const boxOverlap: Overlap = ({ box: found }, { box: truth, crowd }) => {
  const shared = sharedArea(found, truth);
  if (shared === 0) return 0;
  const area = found[2] * found[3];
  return shared / (crowd ? area : area + truth[2] * truth[3] - shared);
};

function sharedArea([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  return width > 0 && height > 0 ? width * height : 0;
}
