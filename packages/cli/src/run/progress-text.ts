import { dropsText, totalDrops, type DropCounts } from '@farsight/client';
import { clock } from '../terminal/duration.js';

/** How far a run is. */
export interface ProgressState {
  readonly frames: number;
  /** Undefined where nobody knows: cameras, streams. */
  readonly total?: number | undefined;
  readonly elapsedS: number;
  /** Results per second, lately. */
  readonly fps: number;
  readonly drops: DropCounts;
}

/** `120 of 250 frames, 24.9 fps, ETA 0:05` */
export function progressText(state: ProgressState): string {
  const { frames, total, elapsedS, fps, drops } = state;
  const count = total === undefined ? `${frames} frames` : `${frames} of ${total} frames`;
  const time = total === undefined ? clock(elapsedS) : `ETA ${eta(state)}`;
  const lost = totalDrops(drops) > 0 ? `, ${dropsText(drops)}` : '';
  return `${count}, ${fps.toFixed(1)} fps, ${time}${lost}`;
}

/** As {@link progressText}, with a bar in front where the total is known and there is room. */
export function progressBar(state: ProgressState, columns: number): string {
  const text = progressText(state);
  const room = Math.min(30, columns - text.length - 8);
  if (state.total === undefined || room < 8) return text;
  const part = Math.min(1, state.frames / Math.max(1, state.total));
  const filled = Math.round(part * room);
  const percent = `${Math.floor(part * 100)}%`.padStart(4);
  return `${'█'.repeat(filled)}${'░'.repeat(room - filled)} ${percent}  ${text}`;
}

function eta({ frames, total = 0, elapsedS }: ProgressState): string {
  return frames === 0 ? '?' : clock(((total - frames) * elapsedS) / frames);
}
