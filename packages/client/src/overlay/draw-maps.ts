import { depthToLevels, type DepthMap, type SemanticMap } from '@farsight/protocol';
import { labelOf } from '../labels.js';
import { isWanted } from './marks.js';
import { classColor, distanceColors } from './palette.js';
import type { Scene } from './scene.js';

const defaultOpacity = 0.55;
/** Beyond any palette: the frame stays as it is. */
const uncoloured = 255;
/** Classes with less of the frame than this are in no legend. */
const leastShare = 0.001;

/** Classes that stand for nothing in particular, by their usual names. */
const nothing = /^_*background_*$/i;

/** A colour per class, and a legend of the classes that are there, most first. */
export function drawSemantic(scene: Scene, task: string, result: SemanticMap): void {
  const { width, height, classIds, lengths } = result;
  const labels = scene.labels[task];
  const areas = classAreas(result);
  const shown = [...areas.keys()].filter(
    (classId) =>
      classId >= 0 && isWanted(classId, labels, scene.style) && !nothing.test(labelOf(labels, classId)),
  );
  // Where there are more classes than a byte tells apart, some share a colour, as they do in the palette.
  const places = new Map(shown.map((classId, i) => [classId, i % uncoloured]));
  const indexes = new Uint8Array(width * height).fill(uncoloured);
  let start = 0;
  classIds.forEach((classId, i) => {
    const end = start + (lengths[i] ?? 0);
    const place = places.get(classId);
    if (place !== undefined) indexes.fill(place, start, end);
    start = end;
  });
  const palette = shown.slice(0, uncoloured).map(classColor);
  const opacity = scene.style.mapOpacity ?? defaultOpacity;
  scene.fills.push({ op: 'map', width, height, indexes, palette, opacity });
  for (const classId of shown.sort((a, b) => (areas.get(b) ?? 0) - (areas.get(a) ?? 0))) {
    const share = (areas.get(classId) ?? 0) / (width * height);
    const text = legendText(labelOf(labels, classId), share, scene);
    if (share >= leastShare && text !== '') scene.list.push({ text, color: classColor(classId) });
  }
}

function classAreas({ classIds, lengths }: SemanticMap): Map<number, number> {
  const areas = new Map<number, number>();
  classIds.forEach((classId, i) => areas.set(classId, (areas.get(classId) ?? 0) + (lengths[i] ?? 0)));
  return areas;
}

function legendText(name: string, share: number, { style }: Scene): string {
  const parts = [style.hideLabels === true ? '' : name, style.hideScores === true ? '' : percent(share)];
  return parts.filter((part) => part !== '').join(' ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** Small values blue, large ones red. */
export function drawDepth(scene: Scene, { width, height, values }: DepthMap): void {
  const { levels } = depthToLevels(values);
  const last = distanceColors.length - 1;
  const indexes = Uint8Array.from(levels, (level, i) =>
    Number.isFinite(values[i]) ? Math.round((level / 65_535) * last) : uncoloured,
  );
  const opacity = scene.style.mapOpacity ?? defaultOpacity;
  scene.fills.push({ op: 'map', width, height, indexes, palette: distanceColors, opacity });
}
