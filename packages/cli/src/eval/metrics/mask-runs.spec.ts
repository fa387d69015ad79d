import { FarsightError } from '@farsight/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskArea, maskOverlap, uniteMasks } from './mask-runs.js';
import { readMaskText } from './mask-text.js';
import type { FoundObject, TrueObject } from './objects.js';

const pixels = 30;
const mask = fc.array(fc.boolean(), { minLength: pixels, maxLength: pixels });

function runsOf(values: readonly boolean[]): Uint32Array {
  const runs = [0];
  for (const value of values) {
    if (value === (runs.length % 2 === 0)) runs[runs.length - 1]! += 1;
    else runs.push(1);
  }
  return Uint32Array.from(runs);
}

function overlapOf(a: Uint32Array, b: Uint32Array, crowd: boolean): number {
  const found: FoundObject = { classId: 0, score: 1, box: [0, 0, 1, 1], area: maskArea(a), mask: a };
  const truth: TrueObject = { classId: 0, box: [0, 0, 1, 1], area: 1, crowd, mask: b };
  return maskOverlap(found, truth);
}

describe('masks', () => {
  it('are united and compared as if pixel by pixel', () => {
    fc.assert(
      fc.property(mask, mask, (a, b) => {
        const both = a.filter((value, i) => value && b[i]).length;
        const either = a.map((value, i) => value || b[i]!);
        expect([...uniteMasks([runsOf(a), runsOf(b)], pixels)]).toEqual([...runsOf(either)]);
        const [area, union] = [a, either].map((values) => values.filter(Boolean).length);
        expect(overlapOf(runsOf(a), runsOf(b), false)).toBeCloseTo(both === 0 ? 0 : both / union!, 12);
        expect(overlapOf(runsOf(a), runsOf(b), true)).toBeCloseTo(both === 0 ? 0 : both / area!, 12);
      }),
    );
  });

  it('share nothing where one is missing or empty', () => {
    expect(overlapOf(new Uint32Array(), Uint32Array.of(0, 5), false)).toBe(0);
    expect([...uniteMasks([], 4)]).toEqual([4]);
  });
});

describe('readMaskText', () => {
  it('reads any text or refuses it', () => {
    const outcome = (text: string): string => {
      try {
        return readMaskText(text).length <= text.length ? 'read' : 'too long';
      } catch (error) {
        return FarsightError.from(error).code;
      }
    };
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['read', 'INVALID_ARGUMENT']).toContain(outcome(text));
      }),
    );
  });

  it.each(['\u0000', 'o', 'oooooooooooooooo', '/'])('refuses %j', (text) => {
    expect(() => readMaskText(text)).toThrow("Expected COCO's run lengths for counts");
  });
});
