import type { DecodeStep } from '../definition.js';

/**
 * A step with the thresholds that accuracy of boxes is measured with where nothing else is said: those of Ultralytics'
 * `val` (https://docs.ultralytics.com/modes/val/). Steps without thresholds stay as they are.
 */
export function evaluationDefaults(step: DecodeStep): DecodeStep {
  if (!('confThreshold' in step)) return step;
  return { ...step, confThreshold: 0.001, nmsIouThreshold: 0.65, multiLabel: true, nmsTopK: 300 };
}
