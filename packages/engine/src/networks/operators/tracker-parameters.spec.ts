import { describe, expect, it } from 'vitest';

import type { TrackerStep } from '../../definition.js';
import { openTracker } from '../../tracking/open-tracker.js';
import { NetworkFolder, detector, refusal } from '../testing/network-files.js';
import { trackerParameters } from './tracker-parameters.js';

const folder = new NetworkFolder();

function tracker(algorithm: string, parameters: string): TrackerStep {
  const task = `
      template_path: yolo-letterbox.yaml
      postprocess: [{tracker: {algorithm: ${algorithm}, algo_params: {${parameters}}}}]`;
  return folder.readTask(detector({ task })).finish[0] as TrackerStep;
}

/** A value that a parameter can have, whichever it is. */
function valueFor(name: string): string {
  if (name === 'asso_func') return 'giou';
  if (name === 'use_byte' || name === 'mot20') return 'true';
  return /enabled|enable_|det_thresh/.test(name) ? '0' : '1';
}

describe('algo_params', () => {
  it.each(Object.keys(trackerParameters))('of %s are those that its tracker has', (algorithm) => {
    const names = Object.keys(trackerParameters[algorithm as TrackerStep['algorithm']]);
    for (const name of names) {
      const value = name === 'aw_enabled' ? 'false' : valueFor(name);
      expect(() => openTracker(tracker(algorithm, `${name}: ${value}`))).not.toThrow();
    }
    expect(names.length).toBeGreaterThan(3);
  });

  it("go by the tracker's own names, as far as they make a difference", () => {
    expect(tracker('sort', 'maxAge: 5, minHits: 2, iouThreshold: 0.3').parameters).toEqual({
      max_age: 5,
      min_hits: 2,
      iou_threshold: 0.3,
    });
    expect(
      tracker('oc-sort', 'delta: 4, use_byte: yes, w_assoc_emb: 0.75, cmc_enabled: False').parameters,
    ).toEqual({
      delta_t: 4,
      use_byte: true,
    });
    expect(tracker('scalarmot', 'maxLostFrames: 9').parameters).toEqual({ max_age: 9 });
  });

  it.each([
    [
      'oc-sort',
      'max_gae: 5',
      'INVALID_NETWORK',
      /Expected a known parameter of oc-sort but received "max_gae" \(did you mean "max_age"\?\)/,
    ],
    [
      'bytetrack',
      'min_hits: 1',
      'INVALID_NETWORK',
      /Expected a known parameter of bytetrack but received "min_hits"/,
    ],
    [
      'oc-sort',
      'iou_threshold: 2',
      'INVALID_NETWORK',
      /Expected a number from 0 to 1 for iou_threshold but received 2/,
    ],
    ['oc-sort', 'asso_func: iuo', 'INVALID_NETWORK', /did you mean "iou"/],
    [
      'oc-sort',
      'enable_id_recovery: True',
      'UNSUPPORTED',
      /operator tracker: enable_id_recovery of a tracker is not supported yet/,
    ],
    ['sort', 'det_thresh: 0.5', 'INVALID_NETWORK', /set conf_threshold of the decoder instead/],
    [
      'deepsort',
      '',
      'INVALID_NETWORK',
      /Expected one of oc-sort, bytetrack, sort, scalarmot for algorithm but received "deepsort"/,
    ],
  ])('of %s refuse %s', (algorithm, parameters, code, message) => {
    expect(() => tracker(algorithm, parameters)).toThrow(refusal(code, message));
  });
});
