import { describe, expect, it } from 'vitest';
import { matchClasses } from './match-classes.js';
import { summaryOf, type Category, type ObjectTruth } from './object-truth.js';

function truthOf(categories: readonly Category[], used: readonly number[]): ObjectTruth {
  const summary = summaryOf(used.map((categoryId) => ({ categoryId, hasMask: false })));
  return { categories, pictures: [{ file: 'a.jpg', size: undefined, ...summary, objects: () => [] }] };
}

const named: readonly Category[] = [
  { id: 1, name: 'Person' },
  { id: 90, name: 'traffic light' },
  { id: 13, name: 'unicorn' },
];
const labels = ['dog', 'person', 'traffic_light'];

describe('matchClasses', () => {
  it('goes by name, whatever the case and however words are joined', () => {
    const { classIds, names, by, unknown } = matchClasses(truthOf(named, [1]), { labels, count: 3 }, false);
    expect([...classIds]).toEqual([
      [1, 1],
      [90, 2],
    ]);
    expect({ by, unknown, name: names.get(1) }).toEqual({ by: 'name', unknown: [], name: 'Person' });
  });

  it('lists what the network does not know, or leaves it out', () => {
    const truth = truthOf(named, [1, 13]);
    expect(() => matchClasses(truth, { labels, count: 3 }, false)).toThrow(
      'knows none of these classes of the annotations: unicorn. It knows: dog, person, traffic_light.',
    );
    expect(matchClasses(truth, { labels, count: 3 }, true).unknown).toEqual(['unicorn']);
    expect(() => matchClasses(truthOf(named, [13]), { labels, count: 3 }, true)).toThrow('unicorn');
  });

  it('goes by order or id where names are missing', () => {
    const byOrder = matchClasses(truthOf(named, [1]), { labels: [], count: 3 }, false);
    expect(byOrder.by).toBe('order');
    expect([...byOrder.classIds]).toEqual([
      [1, 0],
      [13, 1],
      [90, 2],
    ]);
    const ssd = matchClasses(truthOf(named, [90]), { labels: [], count: 90 }, false);
    expect([ssd.by, ssd.classIds.get(90)]).toEqual(['id', 90]);
    const numbers = [{ id: 0, name: undefined }];
    expect(matchClasses(truthOf(numbers, [0]), { labels, count: 3 }, false).by).toBe('id');
    const beyond = truthOf([{ id: 3, name: undefined }], [3]);
    expect(() => matchClasses(beyond, { labels: [], count: 3 }, false)).toThrow(/class 3.*3 classes without/);
  });
});
