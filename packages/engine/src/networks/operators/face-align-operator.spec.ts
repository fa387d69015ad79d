import { describe, expect, it } from 'vitest';

import type { FaceAlignStep, TaskDefinition } from '../../definition.js';
import { NetworkFolder, cascade, refusal } from '../testing/network-files.js';

const folder = new NetworkFolder();

const faces = 'preprocess: [letterbox: {width: 224, height: 224}], postprocess: [decode-retinaface]';
const embedder = {
  name: 'who',
  model: 'task_category: FaceRecognition',
  shape: '[1, 3, 112, 96]',
  labels: '[]',
};

function aligned(parameters: string, first = faces, more = ''): TaskDefinition {
  const task = `input: {source: roi, where: found}, preprocess: [face-align: {${parameters}}${more}, torch-totensor]`;
  return folder.read(cascade({ name: 'found', task: first }, { ...embedder, task })).tasks[1]!;
}

function stepOf(task: TaskDefinition): FaceAlignStep {
  return task.preprocess[0] as FaceAlignStep;
}

describe('face-align', () => {
  it("brings landmarks onto ArcFace's template, and the crop to the size of the network", () => {
    const step = stepOf(aligned('keypoints_submeta_key: found, width: 96, height: 112'));
    expect(step).toMatchObject({ op: 'face-align', width: 96, height: 112 });
    expect(step.templateX[0]).toBeCloseTo((38.2946 / 112) * 96, 9);
    expect(step.templateY).toHaveLength(5);
    expect(step.templateY[4]).toBeCloseTo(92.2041, 9);
    expect(stepOf(aligned(''))).toEqual(step);
  });

  it('takes a template in fractions or in pixels, moved in by the padding', () => {
    const points =
      'template_keypoints_x: [0.25, 0.75, 0.5, 0.3, 0.7], template_keypoints_y: [28, 28, 56, 84, 84]';
    const step = stepOf(aligned(points));
    expect(step.templateX).toEqual([24, 72, 48, 0.3 * 96, 0.7 * 96]);
    expect(step.templateY).toEqual([28, 28, 56, 84, 84]);
    const padded = stepOf(aligned(`${points}, padding: 0.5`));
    expect(padded.templateX[0]).toBeCloseTo(((0.5 + 0.25) / 2) * 96, 9);
    expect(padded.templateY[2]).toBeCloseTo(56, 9);
  });

  it('may be done where the crop is made', () => {
    const align = '[facealign: {width: 100, height: 120}]';
    const task = `input: {source: roi, where: found, image_processing_on_roi: ${align}}, preprocess: [resize: {width: 96, height: 112}]`;
    const [, who] = folder.read(cascade({ name: 'found', task: faces }, { ...embedder, task })).tasks;
    expect(who?.preprocess.map(({ op }) => op)).toEqual(['face-align', 'resize']);
    expect(who?.input.region?.processing).toEqual([]);
  });

  it('is refused where there are no landmarks, or others', () => {
    const pose = (extra: string): unknown =>
      folder.read(
        cascade(
          { name: 'found', task: 'template_path: yolopose-letterbox.yaml', model: extra, labels: '[person]' },
          { ...embedder, task: 'input: {source: roi, where: found}, preprocess: [face-align]' },
        ),
      );
    expect(() => pose('extra_kwargs: {Farsight: {keypoints: 17}}')).toThrow(
      refusal(
        'INVALID_NETWORK',
        /operator face-align: Expected a template of 17 points, .* but received 5\.$/,
      ),
    );
    expect(pose('num_classes: 1')).toBeDefined();
    expect(() => aligned('', 'template_path: yolo-letterbox.yaml')).toThrow(
      refusal('INVALID_NETWORK', /Expected a task on the boxes of one that has keypoints/),
    );
  });

  it.each([
    [
      'template_keypoints_x: [1, 2, 3, 4, 5]',
      '',
      /Expected two or more numbers for template_keypoints_x and as many/,
    ],
    ['template_keypoints_x: [1], template_keypoints_y: [1]', '', /Expected two or more numbers/],
    ['width: 50, height: 50', '', /to give 96x112, the model's size, but they give 50x50/],
    ['', ', resize: {width: 9, height: 9}', /they give 9x9/],
  ])('refuses {%s}%s', (parameters, more, message) => {
    expect(() => aligned(parameters, faces, more)).toThrow(refusal('INVALID_NETWORK', message));
  });

  it('needs a template', () => {
    expect(stepOf(aligned('use_self_normalizing: False')).op).toBe('face-align');
    expect(() => aligned('use_self_normalizing: True')).toThrow(
      refusal('UNSUPPORTED', /use_self_normalizing\) is not supported yet/),
    );
  });

  it('must come first', () => {
    const task =
      'input: {source: roi, where: found}, preprocess: [resize: {width: 96, height: 112}, face-align]';
    expect(() => folder.read(cascade({ name: 'found', task: faces }, { ...embedder, task }))).toThrow(
      refusal('INVALID_NETWORK', /Expected face-align before other operators that change the size/),
    );
  });
});
