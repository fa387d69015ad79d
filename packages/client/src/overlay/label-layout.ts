import type { DrawText } from '@farsight/protocol';
import { readableOn } from './palette.js';
import type { BoxLabel, ListLine } from './scene.js';
import { estimatedTextWidth, type FrameSize, type Measures } from './style.js';

/** A place for the lines of a label. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** So many labels are kept apart; of more, nobody could read any, and it would take time. */
const mostKeptApart = 200;

/**
 * Texts of boxes and of the list in the corner. A box has its label above it, or below or inside where that is off the frame
 * or on another label; if there is no free place, it lies over the labels of results that are worse.
 *
 * @param labels - worst first, as they are drawn
 */
export function placeLabels(
  labels: readonly BoxLabel[],
  list: readonly ListLine[],
  size: FrameSize,
  measures: Measures,
): DrawText[] {
  const listed = listTexts(list, size, measures);
  const taken: Place[] = listed.map(({ x, y, text, height }) => {
    return { x, y, width: estimatedTextWidth(text, height), height };
  });
  const texts: DrawText[][] = [];
  for (const label of [...labels].reverse()) {
    const places = placesFor(label, size, measures);
    const free =
      taken.length < mostKeptApart ? places.find((place) => !taken.some(overlaps(place))) : undefined;
    const place = free ?? places[0];
    if (place === undefined) continue;
    taken.push(place);
    texts.push(textsAt(place, label, measures));
  }
  return [...texts.reverse().flat(), ...listed];
}

function overlaps(a: Place): (b: Place) => boolean {
  return (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Where a label may lie, best first; all on the frame. */
function placesFor({ box, lines }: BoxLabel, size: FrameSize, { lineWidth, textHeight }: Measures): Place[] {
  const width = Math.max(...lines.map((line) => estimatedTextWidth(line, textHeight)));
  const height = textHeight * lines.length;
  const [x1, y1, , y2] = box;
  const x = Math.min(Math.max(0, x1 - lineWidth / 2), Math.max(0, size.width - width));
  const above = y1 - lineWidth / 2 - height;
  const below = y2 + lineWidth / 2;
  const inside = Math.min(y1, Math.max(0, size.height - height));
  const tops = [...(above >= 0 ? [above] : []), inside, ...(below + height <= size.height ? [below] : [])];
  return tops.map((y) => ({ x, y, width, height }));
}

function textsAt(
  { x, y }: Place,
  { lines, color: background, box }: BoxLabel,
  measures: Measures,
): DrawText[] {
  const { textHeight: height } = measures;
  const color = readableOn(background);
  const isAbove = y < box[1];
  return lines.map((text, line) => {
    const top = y + line * height;
    const style = { height, color, background };
    // Above, the lower edge is what must meet the box: painters round it.
    return isAbove
      ? { op: 'text', text, x, y: top + height, anchor: 'bottom', ...style }
      : { op: 'text', text, x, y: top, anchor: 'top', ...style };
  });
}

/** As many lines as the frame has room for. */
function listTexts(list: readonly ListLine[], size: FrameSize, { textHeight: height }: Measures): DrawText[] {
  const margin = height / 2;
  const room = Math.max(0, Math.floor((size.height - margin) / height));
  return list.slice(0, room).map(({ text, color: background }, line) => ({
    op: 'text',
    text,
    x: margin,
    y: margin + line * height,
    anchor: 'top',
    height,
    color: readableOn(background),
    background,
  }));
}
