import { toNdjson } from '@farsight/client/json';
import { dropReasons, newDropTally, noDrops, totalDrops } from '@farsight/protocol';
import type { LiveOpening } from '@farsight/protocol/live';
import { make } from './element.js';
import type { ShownFrame } from './stage.js';

const noTimings = { queueMs: 0, decodeMs: 0, preprocessMs: 0, runMs: 0, postprocessMs: 0 };

/** Frames as lines of JSON, the same as `farsight run --results` writes. */
export function resultLines(frames: readonly ShownFrame[], { stream, labels }: LiveOpening): string[] {
  let before = frames[0]?.frame.drops ?? noDrops;
  return frames.map(({ frame }) => {
    const { index, ptsUs, width, height, meta, timings = noTimings, drops: now = before } = frame;
    const drops = newDropTally();
    for (const reason of dropReasons) drops[reason] = Math.max(0, now[reason] - before[reason]);
    before = now;
    const dropped = totalDrops(drops);
    const stamp = { streamId: stream, index, ptsUs };
    return toNdjson({ stamp, width, height, meta, timings, dropped, drops }, labels);
  });
}

/** What the canvas shows, as PNG. */
export async function savePicture(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob !== null) save(blob, name);
}

/** Lets the user keep lines of text as a file. */
export function saveLines(lines: readonly string[], name: string): void {
  save(new Blob([...lines], { type: 'application/x-ndjson' }), name);
}

function save(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  make('a', { href, download: name }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** A stream's name as a file can have it. */
export function fileName(stream: string, ending: string): string {
  return `${stream.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'farsight'}${ending}`;
}
