import { dropReasonsText, totalDrops, type DropCounts } from '@farsight/protocol';

/** `12 (queue 9, deadline 3)`. */
export function dropFigure(drops: DropCounts): string {
  return `${totalDrops(drops)}${dropReasonsText(drops)}`;
}
