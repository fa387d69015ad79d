import type { PixelFormat, PixelFrame } from '@farsight/protocol';
import { BufferPool } from './buffer-pool.js';
import { createPixelFrame, tightLayout } from './pixel-frame.js';

const idleListeners = new Set<() => void>();

const pool = new BufferPool(() => {
  for (const listener of idleListeners) listener();
});

/** Calls `listener` whenever this thread has not decoded for a while: time to give native memory back. */
export function onPixelMemoryIdle(listener: () => void): void {
  idleListeners.add(listener);
}

/** Memory for the bytes of one raw frame, contents undefined, which nothing else uses: it can be handed to another thread. */
export function newMemory(byteLength: number): Uint8Array {
  return Buffer.allocUnsafeSlow(byteLength);
}

/** Bytes this thread keeps for the next frames (address space: pages never written to take no memory). */
export function keptPixelBytes(): number {
  return pool.freeBytes;
}

/**
 * A PixelFrame of this thread's reused memory, rows without padding, contents undefined. Its bytes are reused as soon as
 * it is disposed; one that is never disposed only costs its reuse.
 */
export function allocatePixels(width: number, height: number, format: PixelFormat): PixelFrame {
  const layout = tightLayout(width, height, format);
  const byteLength = layout.strideBytes * height;
  const buffer = pool.take(byteLength);
  return createPixelFrame(layout, new Uint8Array(buffer, 0, byteLength), () => pool.giveBack(buffer));
}
