import type { Classifications, Meta, Texts } from '@farsight/protocol';
import type { LabelsByTask } from '../labels.js';
import { colorOf, marksOf, textOf } from './marks.js';
import type { OverlayStyle } from './style.js';

/** What later tasks say about the boxes of earlier ones: task, then index of the box, then a line per later task. */
export type Notes = ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>;

/** A class or a text, with the index of its entry. */
export interface Statement {
  readonly index: number;
  readonly text: string;
  readonly color: ReturnType<typeof colorOf>;
}

/** What a task says, as far as the style lets it through. */
export function statementsOf(
  result: Classifications | Texts,
  labels: LabelsByTask[string] | undefined,
  style: OverlayStyle,
): Statement[] {
  if (result.kind === 'classifications')
    return marksOf(result, labels, style).filter(({ text }) => text !== '');
  const statements = result.texts.map((text, index) => {
    const score = result.scores[index] ?? 0;
    const isShown = text !== '' && score >= (style.scoreThreshold ?? 0);
    return { index, text: isShown ? textOf(text, score, style) : '', color: colorOf(0, style) };
  });
  return statements.filter(({ text }) => text !== '');
}

/** The notes of a frame. Of the classes of a region the best one counts. */
export function notesOf(meta: Meta, labels: LabelsByTask, style: OverlayStyle): Notes {
  const notes = new Map<string, Map<number, string[]>>();
  for (const [task, result] of Object.entries(meta)) {
    if (result.kind !== 'classifications' && result.kind !== 'text') continue;
    if (!isNote(result, meta)) continue;
    const { of, parents } = result.regions;
    const byBox = notes.get(of) ?? new Map<number, string[]>();
    notes.set(of, byBox);
    const noted = new Set<number>();
    for (const { index, text } of statementsOf(result, labels[task], style)) {
      const box = parents[index] ?? -1;
      if (noted.has(box)) continue;
      noted.add(box);
      byBox.set(box, [...(byBox.get(box) ?? []), text]);
    }
  }
  return notes;
}

/** Whether a result is about boxes that are drawn too. */
export function isNote<T extends Classifications | Texts>(
  result: T,
  meta: Meta,
): result is T & Required<Pick<T, 'regions'>> {
  const parent = result.regions && meta[result.regions.of];
  return parent !== undefined && 'boxes' in parent;
}
