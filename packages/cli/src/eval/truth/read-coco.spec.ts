import { FarsightError } from '@farsight/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCoco } from './read-coco.js';

const good = {
  images: [
    { id: 7, file_name: 'b.jpg', width: 10, height: 5 },
    { id: 3, file_name: 'a.jpg' },
  ],
  categories: [{ id: 4, name: 'cat' }],
  annotations: [
    {
      image_id: 7,
      category_id: 4,
      bbox: [1, 2, 3, 2],
      area: 5,
      iscrowd: 1,
      segmentation: { size: [5, 10], counts: [5, 5, 40] },
    },
    { image_id: 7, category_id: 4, bbox: [0, 0, 4, 4], segmentation: [[0, 0, 4, 0, 4, 4, 0, 4]] },
    { image_id: 99, category_id: 4, bbox: [0, 0, 1, 1] },
  ],
};

/** The good file with one field replaced. */
function withField(list: 'images' | 'categories' | 'annotations', field: string, value: unknown): string {
  const [first, ...rest] = good[list];
  return JSON.stringify({ ...good, [list]: [{ ...first, [field]: value }, ...rest] });
}

describe('readCoco', () => {
  it('gives pictures by growing id with their objects in the order of the file', () => {
    const { categories, pictures } = readCoco(JSON.stringify(good), 'truth.json');
    expect(categories).toEqual([{ id: 4, name: 'cat' }]);
    expect(pictures.map(({ file, size }) => [file, size])).toEqual([
      ['a.jpg', undefined],
      ['b.jpg', { width: 10, height: 5 }],
    ]);
    expect(pictures[0]!.objects({ width: 1, height: 1 })).toEqual([]);
    const [crowd, other] = pictures[1]!.objects({ width: 10, height: 5 }, true);
    expect(crowd).toEqual({
      categoryId: 4,
      box: [1, 2, 3, 2],
      area: 5,
      crowd: true,
      mask: Uint32Array.of(5, 5, 40),
    });
    expect(other).toMatchObject({ area: 16, crowd: false });
    expect([...(other?.mask ?? [])]).toEqual([0, 4, 1, 4, 1, 4, 1, 4, 31]);
    expect(pictures[1]!.objects({ width: 10, height: 5 })[0]).not.toHaveProperty('mask');
  });

  it.each([
    ['{', /^truth.json: Expected JSON/],
    ['[]', /^truth.json: Expected an object/],
    ['{}', /categories: Expected a list but received nothing/],
    [JSON.stringify({ ...good, images: [] }), /images: Expected at least one picture/],
    [withField('images', 'id', 'x'), /images\[0\].id: Expected a whole number but received x/],
    [withField('images', 'file_name', ''), /images\[0\].file_name: Expected a text/],
    [withField('categories', 'name', 5), /categories\[0\].name: Expected a text but received 5/],
    [withField('annotations', 'bbox', [1, 2, 3]), /annotations\[0\].bbox: Expected x, y, width and height/],
    [withField('annotations', 'bbox', [1, 2, -3, 4]), /annotations\[0\].bbox/],
    [withField('annotations', 'bbox', [1, 2, null, 4]), /annotations\[0\].bbox: Expected a list of numbers/],
    [withField('annotations', 'area', 'big'), /annotations\[0\].area/],
    [withField('annotations', 'category_id', 9), /category_id: Expected the id of a category but received 9/],
    [withField('annotations', 'keypoints', [1, 2]), /keypoints: Expected x, y and visibility of each/],
    [
      withField('annotations', 'segmentation', [[1, 2, 3]]),
      /segmentation\[0\]: Expected x and y of at least/,
    ],
    [
      withField('annotations', 'segmentation', { size: [5, 10], counts: [5, 5, 41] }),
      /counts: Expected runs of 50 pixels but received 51/,
    ],
    [withField('annotations', 'segmentation', { size: [5, 10], counts: '\u007f\u007f' }), /run lengths/],
    [withField('annotations', 'segmentation', { size: [5, 10], counts: [-5, 55] }), /run lengths/],
  ])('refuses %s', (text, message) => {
    expect(() => readCoco(text, 'truth.json')).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(message) as string,
      }),
    );
  });

  it('refuses a mask of another size than its picture', () => {
    const [, picture] = readCoco(JSON.stringify(good), 'truth.json').pictures;
    expect(() => picture!.objects({ width: 5, height: 10 }, true)).toThrow(/Expected \[10, 5\], the size/);
  });

  it('reads anything or says what is wrong', () => {
    const outcome = (text: string): string => {
      try {
        return readCoco(text, 'truth.json').pictures.length >= 2 ? 'read' : 'lost a picture';
      } catch (error) {
        return FarsightError.from(error).code;
      }
    };
    const anything = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>([1, 2, 3, 4], 4, 7, 1e300));
    const names = ['image_id', 'category_id', 'bbox', 'area', 'iscrowd', 'segmentation', 'keypoints'];
    const fields = Object.fromEntries(names.map((name) => [name, anything]));
    const annotation = fc.record(fields, { requiredKeys: [] });
    fc.assert(
      fc.property(
        fc.array(annotation, { maxLength: 3 }),
        fc.array(anything, { maxLength: 2 }),
        (some, more) => {
          const annotations = some.map((one) => ({ ...good.annotations[1], ...one }));
          const text = JSON.stringify({ ...good, images: [...good.images, ...more], annotations });
          expect(['read', 'INVALID_ARGUMENT']).toContain(outcome(text));
        },
      ),
      { numRuns: 300 },
    );
  });
});
