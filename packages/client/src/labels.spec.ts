import { describe, expect, it } from 'vitest';
import { labelOf, labelsByTask } from './labels.js';

describe('labels', () => {
  it('are found by class id, and made up where there are none', () => {
    expect(labelOf(['cat', 'dog'], 1)).toBe('dog');
    expect(labelOf({ labels: ['cat'] }, 0)).toBe('cat');
    expect(labelOf(['cat', ''], 1)).toBe('class 1');
    expect(labelOf(['cat'], 9)).toBe('class 9');
    expect(labelOf(undefined, 3)).toBe('class 3');
  });

  it('are collected from all tasks of all networks', () => {
    const network = {
      description: '',
      state: 'ready',
      reason: '',
      licence: '',
      inputWidth: 0,
      inputHeight: 0,
    } as const;
    const labels = labelsByTask([
      { ...network, name: 'a', tasks: [{ name: 'detections', kind: 'detections', labels: ['x'] }] },
      { ...network, name: 'b', tasks: [{ name: 'kinds', kind: 'classifications', labels: ['y', 'z'] }] },
    ]);
    expect(labels).toEqual({ detections: ['x'], kinds: ['y', 'z'] });
  });
});
