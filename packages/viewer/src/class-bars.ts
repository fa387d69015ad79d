import { labelOf, type LabelsByTask } from '@farsight/client/overlay';
import type { Meta } from '@farsight/protocol';
import { byId, make } from './element.js';

/** Most bars of a task. */
const mostBars = 5;

/** A class of the whole frame. */
export interface ClassBar {
  readonly name: string;
  readonly score: number;
}

/** The best classes that were given to the whole frame, best first. */
export function classBars(meta: Meta, labels: LabelsByTask): readonly ClassBar[] {
  return Object.entries(meta).flatMap(([task, result]) => {
    if (result.kind !== 'classifications' || result.regions !== undefined) return [];
    const count = Math.min(mostBars, result.count);
    return Array.from({ length: count }, (_, i) => ({
      name: labelOf(labels[task], result.classIds[i] ?? 0),
      score: result.scores[i] ?? 0,
    }));
  });
}

/** Shows them as bars; hides the panel where there are none. */
export function showClassBars(bars: readonly ClassBar[]): void {
  byId('classes', HTMLElement).hidden = bars.length === 0;
  const items = bars.map(({ name, score }) => {
    const bar = make('progress', { max: 1, value: Math.min(1, Math.max(0, score || 0)), ariaLabel: name });
    return make('li', {}, make('span', {}, name), bar, make('span', {}, score.toFixed(3)));
  });
  byId('bars', HTMLUListElement).replaceChildren(...items);
}
