import { TrailHistory } from '@farsight/client/overlay';
import { expect, it } from 'vitest';
import { View } from './view.js';

const trails = new TrailHistory();
const labels = { cars: ['car', 'bus'], faces: ['face', 'car'] };

it('shows everything at first', () => {
  expect(new View().style(labels, [], trails)).toEqual({ scoreThreshold: 0, trails });
});

it('hides what is switched off, and shows it again', () => {
  const view = new View();
  view.toggle('labels', false);
  view.toggle('masks', false);
  view.toggle('skeletons', false);
  view.toggle('trails', false);
  view.scoreThreshold = 0.4;
  expect(view.style(labels, [], trails)).toEqual({
    scoreThreshold: 0.4,
    hideLabels: true,
    hideScores: true,
    maskOpacity: 0,
    mapOpacity: 0,
    pointThreshold: 2,
  });
  view.toggle('trails', true);
  expect(view.style(labels, [], trails).trails).toBe(trails);
});

it('hides classes of any task, labelled or not', () => {
  const view = new View();
  view.toggleClass('car', false);
  view.toggleClass('class 9', false);
  expect(view.style(labels, ['class 8', 'class 9'], trails).classes).toEqual(['bus', 'face', 'class 8']);
  view.toggleClass('car', true);
  expect(view.style(labels, [], trails).classes).toContain('car');
});
