import { labelOf, type LabelsByTask, type OverlayStyle } from '@farsight/client/overlay';
import type { Meta, TaskResult } from '@farsight/protocol';

/** One box of a frame, in words. */
export interface Detail {
  /** x1, y1, x2, y2 in source pixels. */
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
  readonly title: string;
  readonly lines: readonly string[];
}

type Boxes = Extract<TaskResult, { boxes: Float32Array }>;

/** Every box that the style lets through, best first within each task. */
export function detailsOf(meta: Meta, labels: LabelsByTask, style: OverlayStyle): readonly Detail[] {
  return Object.entries(meta).flatMap(([task, result]) =>
    'boxes' in result ? boxDetails(meta, labels, style, task, result) : [],
  );
}

function boxDetails(
  meta: Meta,
  labels: LabelsByTask,
  { classes, scoreThreshold = 0 }: OverlayStyle,
  task: string,
  result: Boxes,
): Detail[] {
  const details: Detail[] = [];
  for (let i = 0; i < result.count; i += 1) {
    const name = labelOf(labels[task], result.classIds[i] ?? 0);
    const score = result.scores[i] ?? 0;
    if (score < scoreThreshold || classes?.includes(name) === false) continue;
    const box = outline(result, i);
    const lines = [
      `score ${score.toFixed(3)}`,
      ...('trackIds' in result ? [`track ${result.trackIds[i] ?? '–'}`] : []),
      sizeText(box),
      ...saidOf(meta, labels, task, i),
      task,
    ];
    details.push({ box, title: name, lines });
  }
  return details;
}

/** The upright box around a box. */
function outline({ kind, boxes }: Boxes, i: number): Detail['box'] {
  if (kind !== 'oriented-boxes') {
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = boxes.subarray(4 * i, 4 * i + 4);
    return [x1, y1, x2, y2];
  }
  const [x = NaN, y = NaN, width = NaN, height = NaN, angle = NaN] = boxes.subarray(5 * i, 5 * i + 5);
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const [halfX, halfY] = [(width * cos + height * sin) / 2, (width * sin + height * cos) / 2];
  return [x - halfX, y - halfY, x + halfX, y + halfY];
}

function sizeText([x1, y1, x2, y2]: Detail['box']): string {
  return `${(x2 - x1).toFixed(0)} × ${(y2 - y1).toFixed(0)} px at ${x1.toFixed(0)}, ${y1.toFixed(0)}`;
}

/** What later tasks say about box `i` of `task`. */
function saidOf(meta: Meta, labels: LabelsByTask, task: string, i: number): string[] {
  return Object.entries(meta).flatMap(([later, result]) => {
    if (!('regions' in result) || result.regions.of !== task) return [];
    const at = result.regions.parents.indexOf(i);
    if (at === -1) return [];
    if (result.kind === 'text') return [`${later}: ${result.texts[at] ?? ''}`];
    if (result.kind !== 'classifications') return [];
    const score = result.scores[at] ?? 0;
    return [`${later}: ${labelOf(labels[later], result.classIds[at] ?? 0)} ${score.toFixed(2)}`];
  });
}

/** The smallest box that holds a point in source pixels. */
export function detailAt(details: readonly Detail[], x: number, y: number): Detail | undefined {
  const around = details.filter(({ box: [x1, y1, x2, y2] }) => x1 <= x && x <= x2 && y1 <= y && y <= y2);
  return around.reduce<Detail | undefined>(
    (best, detail) => (best === undefined || area(detail) < area(best) ? detail : best),
    undefined,
  );
}

function area({ box: [x1, y1, x2, y2] }: Detail): number {
  return (x2 - x1) * (y2 - y1);
}
