import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameMemory } from './frame-memory.js';

const kiB = 1024;

describe('FrameMemory', () => {
  it('gives memory that came back to a message of similar length', () => {
    const memory = new FrameMemory(1000 * kiB);
    const { buffer } = memory.take(100 * kiB);
    memory.give(buffer);
    expect(memory.freeBytes).toBe(buffer.byteLength);
    const again = memory.take(90 * kiB);
    expect(again.buffer).toBe(buffer);
    expect(again).toHaveLength(90 * kiB);
    expect(memory.freeBytes).toBe(0);
  });

  it('does not give the memory of a large message to a small one', () => {
    const memory = new FrameMemory(10_000 * kiB);
    const { buffer } = memory.take(2000 * kiB);
    memory.give(buffer);
    expect(memory.take(100 * kiB).buffer).not.toBe(buffer);
  });

  it('keeps no more than it may, and lets the oldest go', () => {
    const memory = new FrameMemory(256 * kiB);
    const buffers = [0, 1, 2].map(() => memory.take(128 * kiB).buffer);
    for (const buffer of buffers) memory.give(buffer);
    expect(memory.freeBytes).toBe(256 * kiB);
    expect(memory.take(128 * kiB).buffer).toBe(buffers[1]);
    memory.give(new ArrayBuffer(257 * kiB));
    expect(memory.freeBytes).toBe(128 * kiB);
  });

  it('leaves very large ones to the allocator', () => {
    const memory = new FrameMemory(100_000 * kiB);
    memory.give(memory.take(3000 * kiB).buffer);
    expect(memory.freeBytes).toBe(0);
  });

  it('lets go of everything when told to', () => {
    const memory = new FrameMemory(1000 * kiB);
    memory.give(memory.take(100 * kiB).buffer);
    memory.clear();
    expect(memory.freeBytes).toBe(0);
  });

  it('never gives the same memory to two messages, and always enough', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 400 * kiB }), fc.boolean()), { maxLength: 60 }),
        (steps) => {
          const memory = new FrameMemory(1000 * kiB);
          const inUse: ArrayBuffer[] = [];
          for (const [byteLength, giveBack] of steps) {
            const message = memory.take(byteLength);
            expect(message).toHaveLength(byteLength);
            expect(inUse).not.toContain(message.buffer);
            inUse.push(message.buffer);
            if (giveBack) memory.give(inUse.splice(byteLength % inUse.length, 1)[0]!);
            expect(memory.freeBytes).toBeLessThanOrEqual(1000 * kiB);
          }
        },
      ),
    );
  });
});
