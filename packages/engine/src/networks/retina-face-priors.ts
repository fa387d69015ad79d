import type { RetinaFacePriors } from './operators/operator.js';

/** Those of https://github.com/biubug6/Pytorch_Retinaface (`data/config.py`), which both of its networks share. */
export const usualRetinaFacePriors: RetinaFacePriors = {
  minSizes: [
    [16, 32],
    [64, 128],
    [256, 512],
  ],
  steps: [8, 16, 32],
  variance: [0.1, 0.2],
  clip: false,
};
