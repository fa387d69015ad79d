import { describe, expect, it } from 'vitest';

import type { NetworkDefinition, TaskDefinition } from '../../definition.js';
import { NetworkFolder, cascade, refusal } from '../testing/network-files.js';

const folder = new NetworkFolder();

const detections = 'template_path: yolo-letterbox.yaml';
const tracked = `${detections}, postprocess: [decodeyolo: {}, tracker: {}]`;
const classes = 'template_path: torch-imagenet.yaml';
const onBoxes = 'type: image, source: roi, where: found';

function read(first: string, second: string): NetworkDefinition {
  return folder.read(
    cascade({ name: 'found', task: first }, { name: 'sort', task: second, labels: '[tabby, pug]' }),
  );
}

/** The second task, which runs on the boxes of the first. */
function onRegions(input = '', first = detections): TaskDefinition {
  return read(first, `${classes}, input: {${onBoxes}${input}}`).tasks[1]!;
}

describe('a task on regions', () => {
  it('runs on all boxes of an earlier task as they are, if no more is said', () => {
    expect(onRegions().input).toEqual({
      processing: [],
      region: { where: 'found', which: 'none', margin: 0, classFilter: [], processing: [] },
    });
    expect(onRegions(', top_k: 0, expand_margin: 0, which: NONE').input).toEqual(onRegions().input);
  });

  it('chooses, orders and widens boxes by the labels of that task', () => {
    const input = ', which: CENTER, top_k: 3, expand_margin: 0.25, classes: [dog], label_filter: "cat; dog"';
    expect(onRegions(input).input.region).toEqual({
      where: 'found',
      which: 'center',
      topK: 3,
      margin: 0.25,
      classFilter: [1, 0],
      processing: [],
    });
  });

  it('works on pictures, whole ones first and then crops', () => {
    const input =
      ', image_processing: [{convert-color-input: {format: bgr}}], ' +
      'image_processing_on_roi: [{camera-undistort: {fx: 1, fy: 2, cx: 0.5, cy: 0.5, distort_coefs: [1, 2, 3, 4, 5]}}]';
    const { processing, region } = onRegions(input).input;
    expect(processing).toEqual([{ op: 'convert-color-input', format: 'RGB2BGR' }]);
    expect(region?.processing).toEqual([
      { op: 'camera-undistort', fx: 1, fy: 2, cx: 0.5, cy: 0.5, coefficients: [1, 2, 3, 4, 5] },
    ]);
  });

  it.each(['yolopose', 'yoloseg'])('may run on the boxes of %s', (template) => {
    const first = `template_path: ${template}-letterbox.yaml`;
    expect(onRegions('', first).input.region?.where).toBe('found');
  });

  it('remembers its classes for the tracks it runs on', () => {
    const second = `${classes}, input: {${onBoxes}}, postprocess: [topk: {k: 1}, addclassificationstotracker: {where: found}]`;
    const [first, classifier] = read(tracked, second).tasks;
    expect(first?.resultKind).toBe('tracks');
    expect(classifier).toMatchObject({
      decode: { op: 'topk', k: 1 },
      finish: [{ op: 'addclassificationstotracker', where: 'found' }],
      resultKind: 'classifications',
    });
    const pose = `template_path: yolopose-letterbox.yaml, input: {${onBoxes}}, postprocess: [addkeypointstotracker: {where: found}]`;
    expect(read(tracked, pose).tasks[1]).toMatchObject({
      finish: [{ op: 'addkeypointstotracker', where: 'found' }],
      resultKind: 'keypoints',
    });
  });

  it.each([
    [
      'a task that is not there',
      `${classes}, input: {source: roi, where: fonud}`,
      /line 5, task sort: Expected a known task before this one for where but received "fonud" \(did you mean "found"\?\)\.$/,
    ],
    ['itself', `${classes}, input: {source: roi, where: sort}`, /"sort", which is the task itself\.$/],
    ['nothing', `${classes}, input: {source: roi}`, /Expected a value for where, which is missing/],
    [
      'a label that is none',
      `${classes}, input: {${onBoxes}, classes: cta}`,
      /for classes .*"cta" \(did you mean "cat"\?\)/,
    ],
    [
      'fewer than no boxes',
      `${classes}, input: {${onBoxes}, top_k: -1}`,
      /from 0 to \d+ for top_k but received -1/,
    ],
    [
      'a negative margin',
      `${classes}, input: {${onBoxes}, expand_margin: -1}`,
      /for expand_margin but received -1/,
    ],
    [
      'an order that is none',
      `${classes}, input: {${onBoxes}, which: ARAE}`,
      /for which .*\(did you mean "area"\?\)/,
    ],
    [
      'regions without saying so',
      `${classes}, input: {where: found}`,
      /Expected source: roi to go with where\.$/,
    ],
    [
      'tracks where there are none',
      `${classes}, input: {${onBoxes}}, postprocess: [addclassificationstotracker: {where: found}]`,
      /operator addclassificationstotracker: Expected a task with a tracker for where but found has none\.$/,
    ],
    [
      'tracks of another task than its own',
      `${classes}, input: {${onBoxes}}, postprocess: [addclassificationstotracker: {where: other}]`,
      /Expected a task on the boxes of other \(source: roi, where: other\) but these are of found\.$/,
    ],
  ])('cannot ask for %s', (_, second, message) => {
    expect(() => read(detections, second)).toThrow(refusal('INVALID_NETWORK', message));
  });

  it('cannot run on a task after it, nor on one without boxes', () => {
    const early = `${classes}, input: {source: roi, where: sort}`;
    expect(() => read(early, detections)).toThrow(
      refusal('INVALID_NETWORK', /"sort", which comes after it\.$/),
    );
    expect(() => onRegions('', classes)).toThrow(
      refusal(
        'INVALID_NETWORK',
        /Expected a task whose results are boxes for where but found gives classifications\.$/,
      ),
    );
  });

  it('has what later versions of the SDK have refused where it would make a difference', () => {
    expect(onRegions(', min_width: 0, margin: 0').input.region?.margin).toBe(0);
    expect(() => onRegions(', min_width: 40')).toThrow(
      refusal('UNSUPPORTED', /min_width of the input is not supported/),
    );
  });
});
