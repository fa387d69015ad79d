import type { Detections, DrawList, DrawRect, DrawText } from '@farsight/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlay } from './overlay.js';
import { classColor, readableOn, relativeLuminance } from './palette.js';
import { estimatedTextWidth } from './style.js';

const size = { width: 640, height: 480 };
const labels = { detections: ['person', 'dog'], kinds: ['tabby', 'lynx', 'puma'] };

function boxes(
  ...rows: readonly (readonly [number, number, number, number, score?: number, classId?: number])[]
): Detections {
  return {
    kind: 'detections',
    count: rows.length,
    boxes: Float32Array.from(rows.flatMap(([x1, y1, x2, y2]) => [x1, y1, x2, y2])),
    scores: Float32Array.from(rows.map((row) => row[4] ?? 0.91)),
    classIds: Int32Array.from(rows.map((row) => row[5] ?? 0)),
  };
}

function rects(list: DrawList): DrawRect[] {
  return list.filter((command) => command.op === 'rect');
}

function texts(list: DrawList): DrawText[] {
  return list.filter((command) => command.op === 'text');
}

describe('the overlay of boxes', () => {
  it('outlines each and writes name and score above it', () => {
    const list = overlay({ detections: boxes([100, 90, 200, 300]) }, labels, size);
    const color = classColor(0);
    expect(list).toEqual([
      { op: 'rect', box: [100, 90, 200, 300], color, lineWidth: 2 },
      {
        op: 'text',
        text: 'person 0.91',
        x: 99,
        y: 89,
        anchor: 'bottom',
        height: 15,
        color: readableOn(color),
        background: color,
      },
    ]);
  });

  it('writes inside where there is no room above', () => {
    const [text] = texts(overlay({ detections: boxes([100, 10, 200, 300]) }, labels, size));
    expect(text).toMatchObject({ anchor: 'top', y: 10 });
  });

  it('moves a label left to keep it on the frame', () => {
    const [text] = texts(overlay({ detections: boxes([630, 90, 640, 300]) }, labels, size));
    expect((text?.x ?? 0) + estimatedTextWidth('person 0.91', 15)).toBeCloseTo(640);
  });

  it('draws the best results last, and labels above all outlines', () => {
    const detections = boxes([10, 40, 50, 90, 0.9, 0], [20, 50, 60, 99, 0.5, 1]);
    const list = overlay({ detections }, labels, size);
    expect(list.map(({ op }) => op)).toEqual(['rect', 'rect', 'text', 'text']);
    expect(texts(list).map(({ text }) => text)).toEqual(['dog 0.50', 'person 0.90']);
  });

  it('scales lines and letters with the frame', () => {
    const measure = (width: number, height: number): number[] => {
      const list = overlay({ detections: boxes([1, 1, 5, 5]) }, labels, { width, height });
      return [rects(list)[0]?.lineWidth ?? 0, texts(list)[0]?.height ?? 0];
    };
    expect(measure(64, 48)).toEqual([1, 9]);
    expect(measure(1920, 1080)).toEqual([4, 39]);
    expect(measure(3840, 2160)).toEqual([9, 78]);
  });

  it.each([
    [{ scoreThreshold: 0.6 }, ['person 0.90']],
    [{ classes: ['dog'] }, ['dog 0.50']],
    [{ classes: [0] }, ['person 0.90']],
    [{ classes: [] }, []],
    [{ hideLabels: true }, ['0.50', '0.90']],
    [{ hideScores: true }, ['dog', 'person']],
    [{ hideLabels: true, hideScores: true }, []],
  ])('honours %j', (style, expected) => {
    const detections = boxes([10, 40, 50, 90, 0.9, 0], [20, 50, 60, 99, 0.5, 1]);
    expect(texts(overlay({ detections }, labels, size, style)).map(({ text }) => text)).toEqual(expected);
  });

  it('uses one colour for everything where told to', () => {
    const detections = boxes([10, 40, 50, 90, 0.9, 0], [20, 50, 60, 99, 0.5, 1]);
    const list = overlay({ detections }, labels, size, { color: [1, 2, 3] });
    expect(rects(list).map(({ color }) => color)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('cuts boxes at the edge of the frame and leaves out those beyond it', () => {
    const detections = boxes([-20, -30, 700, 500], [650, 10, 700, 40], [NaN, 0, 5, 5], [30, 30, 30, 60]);
    expect(rects(overlay({ detections }, labels, size)).map(({ box }) => box)).toEqual([[0, 0, 640, 480]]);
  });

  it('keeps every label on the frame, whatever the boxes', () => {
    const coordinate = fc.float({ min: -100, max: 900, noNaN: true });
    const row = fc.tuple(coordinate, coordinate, coordinate, coordinate, fc.constant(0.5), fc.nat(90));
    const frames = fc.record({
      width: fc.integer({ min: 200, max: 800 }),
      height: fc.integer({ min: 40, max: 800 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 10 }), frames, (rows, frame) => {
        const list = overlay({ detections: boxes(...rows) }, labels, frame);
        for (const { box } of rects(list)) {
          expect(box[0]).toBeGreaterThanOrEqual(0);
          expect(box[3]).toBeLessThanOrEqual(frame.height);
        }
        for (const { text, x, y, anchor, height } of texts(list)) {
          const top = anchor === 'top' ? y : y - height;
          expect(x).toBeGreaterThanOrEqual(0);
          expect(top).toBeGreaterThanOrEqual(0);
          expect(top + height).toBeLessThanOrEqual(frame.height);
          expect(x + estimatedTextWidth(text, height)).toBeLessThanOrEqual(frame.width + 1e-9);
        }
      }),
    );
  });
});

describe('the overlay of classes', () => {
  it('lists the best first in the corner', () => {
    const kinds = {
      kind: 'classifications',
      count: 3,
      classIds: Int32Array.of(2, 0, 1),
      scores: Float32Array.of(0.7, 0.2, 0.01),
    } as const;
    const list = texts(overlay({ kinds }, labels, size, { scoreThreshold: 0.1 }));
    expect(list.map(({ text, y }) => [text, y])).toEqual([
      ['puma 0.70', 7.5],
      ['tabby 0.20', 22.5],
    ]);
    expect(new Set(list.map(({ x }) => x)).size).toBe(1);
  });
});

describe('the palette', () => {
  it('gives the first 20 classes colours that are clearly different', () => {
    const colors = Array.from({ length: 20 }, (_, classId) => classColor(classId));
    let nearest = Infinity;
    colors.forEach((a, i) => {
      for (const b of colors.slice(i + 1))
        nearest = Math.min(nearest, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
    });
    expect(nearest).toBeGreaterThan(25);
  });

  it('is stable, in range, visible on black and white, and has readable text on it', () => {
    for (let classId = 0; classId < 1000; classId++) {
      const color = classColor(classId);
      expect(classColor(classId)).toEqual(color);
      expect(color.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)).toBe(true);
      const luminance = relativeLuminance(color);
      expect(luminance).toBeGreaterThan(0.1);
      expect(luminance).toBeLessThan(0.8);
      const ink = relativeLuminance(readableOn(color));
      const contrast = (Math.max(ink, luminance) + 0.05) / (Math.min(ink, luminance) + 0.05);
      expect(contrast).toBeGreaterThanOrEqual(4.5);
    }
  });
});
