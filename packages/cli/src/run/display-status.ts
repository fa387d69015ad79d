import { dropsText, type DropCounts } from '@farsight/client';
import { controlled } from '../terminal/controlled.js';

/** What the line below a picture tells. */
export interface DisplayStatus {
  readonly stream: string;
  readonly fps: number;
  readonly latencyMs: number;
  readonly drops: DropCounts;
  /** What was found in the frame. */
  readonly found: string;
  /** What else there is to say; shown first. */
  readonly note?: string | undefined;
}

/** ` gate  24.9 fps  41 ms  3 dropped  person 2, car 1`, cut to the width; names from elsewhere cannot move the cursor. */
export function displayStatus(status: DisplayStatus, columns: number): string {
  const { stream, fps, latencyMs, drops, found, note } = status;
  const parts = [stream, `${fps.toFixed(1)} fps`, `${Math.round(latencyMs)} ms`, dropsText(drops), found];
  const text = [...(note === undefined ? [] : [note]), ...parts].join('  ');
  return Array.from(` ${controlled(text)}`)
    .slice(0, columns)
    .join('');
}
