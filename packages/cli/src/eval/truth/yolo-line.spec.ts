import { FarsightError } from '@farsight/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYoloLine } from './yolo-line.js';

describe('readYoloLine', () => {
  it('reads boxes, keypoints and outlines', () => {
    expect(readYoloLine('3 0.5 0.5 0.2 0.4', 'a.txt:1')).toEqual({
      classId: 3,
      box: [0.5, 0.5, 0.2, 0.4],
      keypoints: undefined,
      polygon: undefined,
    });
    expect(readYoloLine('0 0.5 0.5 0.2 0.4 0.1 0.2 2 0 0 0', 'a.txt:1')).toMatchObject({
      keypoints: [0.1, 0.2, 2, 0, 0, 0],
    });
    const outline = readYoloLine('0 0.1 0.2 0.5 0.2 0.3 0.6', 'a.txt:1');
    expect(outline.polygon).toEqual([0.1, 0.2, 0.5, 0.2, 0.3, 0.6]);
    outline.box.forEach((value, i) => expect(value).toBeCloseTo([0.3, 0.4, 0.4, 0.4][i]!, 9));
  });

  it.each([
    ['', /a.txt:7: Expected a class, a box/],
    ['-1 0.5 0.5 0.2 0.4', /a class from 0 on/],
    ['1.5 0.5 0.5 0.2 0.4', /a class from 0 on/],
    ['person 0.5 0.5 0.2 0.4', /a class from 0 on but received person/],
    ['1 0.5 0.5 0.2', /Expected a class, a box/],
    ['1 0.5 0.5 0.2 x', /Expected numbers/],
    ['1 320 240 50 60', /Expected fractions of the picture/],
  ])('refuses %j', (text, message) => {
    expect(() => readYoloLine(text, 'a.txt:7')).toThrow(message);
  });

  it('reads any line or says what is wrong', () => {
    const outcome = (text: string): string => {
      try {
        const { classId, box } = readYoloLine(text, 'a.txt:1');
        return [classId, ...box].every(Number.isFinite) ? 'read' : 'not finite';
      } catch (error) {
        return FarsightError.from(error).code;
      }
    };
    const number = fc.oneof(fc.double(), fc.integer({ min: -2, max: 5 }), fc.string());
    fc.assert(
      fc.property(fc.array(number, { maxLength: 12 }), (values) => {
        expect(['read', 'INVALID_ARGUMENT']).toContain(outcome(values.join(' ').trim()));
      }),
    );
  });
});
