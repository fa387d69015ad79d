import { describe, expect, it } from 'vitest';

import type { ImageStep } from '../../definition.js';
import { NetworkFolder, detector, refusal } from '../testing/network-files.js';

const folder = new NetworkFolder();

function steps(operators: string, color = 'RGB'): readonly ImageStep[] {
  const task = `
      template_path: yolo-letterbox.yaml
      input: {source: image_processing, color_format: ${color}, image_processing: [${operators}]}`;
  return folder.readTask(detector({ task })).input.processing;
}

const matrix = [1, 0.5, -3, 0, 2, 4, 0, 0, 1];

describe('image_processing', () => {
  it('reads its operators in order', () => {
    expect(
      steps(`{perspective: {camera_matrix: [${matrix.join(', ')}], format: rgb}},
         {camera-undistort: {fx: 0.614, fy: 1.091, cx: 0.488, cy: 0.482, distort_coefs: [-0.37, 0.1, 0, 0, 0]}},
         {convert-color-input: {format: RGB2GRAY}}`),
    ).toEqual([
      { op: 'perspective', matrix },
      {
        op: 'camera-undistort',
        fx: 0.614,
        fy: 1.091,
        cx: 0.488,
        cy: 0.482,
        coefficients: [-0.37, 0.1, 0, 0, 0],
      },
      { op: 'convert-color-input', format: 'RGB2GRAY' },
    ]);
  });

  it('inverts a matrix where asked to', () => {
    const [step] = steps(`{perspective: {camera_matrix: "${matrix.join(',')}", invert: True}}`);
    const inverse = step?.op === 'perspective' ? step.matrix : [];
    const product = [0, 1, 2].map((row) =>
      [0, 1, 2].map((column) =>
        [0, 1, 2].reduce((sum, at) => sum + matrix[3 * row + at]! * inverse[3 * at + column]!, 0),
      ),
    );
    product.flat().forEach((value, at) => {
      expect(value).toBeCloseTo(at % 4 === 0 ? 1 : 0, 12);
    });
  });

  it('converts colours to what the task wants only where they are not that', () => {
    expect(steps('{convert-color-input: {format: rgb}}')).toEqual([]);
    expect(steps('{convert-color-input: {format: rgb}}', 'BGR')).toMatchObject([{ format: 'BGR2RGB' }]);
  });

  it.each<[string, unknown]>([
    ['3', { mode: 'include', streams: ['3'] }],
    ['[0, cam-1]', { mode: 'include', streams: ['0', 'cam-1'] }],
    ['{include: [1]}', { mode: 'include', streams: ['1'] }],
    ['{exclude: [0, 1]}', { mode: 'exclude', streams: ['0', '1'] }],
    ['".*"', undefined],
  ])('matches streams %s', (written, match) => {
    const [step] = steps(`{perspective: {camera_matrix: [${matrix.join()}], stream_match: ${written}}}`);
    expect(step?.match).toEqual(match);
  });

  it.each([
    [
      'perspective: {camera_matrix: [1, 2]}',
      'INVALID_NETWORK',
      /operator perspective: Expected 9 numbers for camera_matrix/,
    ],
    ['perspective: {camera_matrix: [0,0,0,0,0,0,0,0,0]}', 'INVALID_NETWORK', /that can be inverted/],
    [
      'perspective: {camera_matrix: [1,0,0,0,1,0,0,0,1], stream_match: {only: 1}}',
      'INVALID_NETWORK',
      /for stream_match/,
    ],
    [
      'camera-undistort: {fx: 1, fy: 1, cx: 1, cy: 1, distort_coefs: [1]}',
      'INVALID_NETWORK',
      /Expected 5 numbers/,
    ],
    [
      'camera-undistort: {fx: 0, fy: 1, cx: 1, cy: 1, distort_coefs: [0,0,0,0,0]}',
      'INVALID_NETWORK',
      /focal lengths other than 0/,
    ],
    [
      'camera-undistort: {fx: 1, fy: 1, cx: 1, cy: 1, distort_coefs: [0,0,0,0,0], normalized: no}',
      'UNSUPPORTED',
      /normalized: false/,
    ],
    [
      'camera-undistort: {fy: 1, cx: 1, cy: 1, distort_coefs: [0,0,0,0,0]}',
      'INVALID_NETWORK',
      /Expected a value for fx/,
    ],
    ['convert-color-input: {format: YUV}', 'INVALID_NETWORK', /Expected one of RGB, BGR, GRAY/],
    [
      'persective: {}',
      'INVALID_NETWORK',
      /Expected a known operator but received "persective" \(did you mean "perspective"\?\)/,
    ],
    ['letterbox: {}', 'INVALID_NETWORK', /operator letterbox: Expected this operator under preprocess/],
    ['perspective: {matrix: 1}', 'INVALID_NETWORK', /Expected a known parameter but received "matrix"/],
  ])('refuses %s', (operator, code, message) => {
    expect(() => steps(`{${operator}}`)).toThrow(refusal(code, message));
  });
});
