import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TerminalInput, type KeyIn } from './terminal-input.js';

class Keys extends EventEmitter {
  readonly isTTY = true;
  readonly calls: unknown[] = [];
  setRawMode(on: boolean): this {
    this.calls.push(on);
    return this;
  }
  resume(): this {
    this.calls.push('resume');
    return this;
  }
  pause(): this {
    this.calls.push('pause');
    return this;
  }
  type(text: string): void {
    this.emit('data', Buffer.from(text, 'latin1'));
  }
}

function open(onQuit = vi.fn()): { keys: Keys; input: TerminalInput } {
  const keys = new Keys();
  return { keys, input: new TerminalInput(keys as unknown as KeyIn, onQuit) };
}

describe('TerminalInput', () => {
  afterEach(() => vi.useRealTimers());

  it('waits for the attributes, which come last', async () => {
    const { keys, input } = open();
    const answered = input.answered(60_000);
    keys.type('\x1b_Gi=31;OK\x1b\\');
    keys.type('\x1b[?62;4c');
    await answered;
    expect(input.answers).toMatchObject({ kitty: true, attributes: [62, 4] });
    await input.answered(60_000);
  });

  it('does not wait for ever', async () => {
    vi.useFakeTimers();
    const { input } = open();
    const answered = input.answered(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    await answered;
    expect(input.answers.attributes).toBeUndefined();
  });

  it('does not wait any more for who wants to leave, but for who only types', async () => {
    const { keys, input } = open();
    let over = false;
    const answered = input.answered(60_000).then(() => (over = true));
    keys.type('hello');
    await Promise.resolve();
    await Promise.resolve();
    expect(over).toBe(false);
    keys.type('q');
    await answered;
    expect(over).toBe(true);
  });

  it('passes on Ctrl-C as a signal, and q', () => {
    const onSignal = vi.fn();
    process.on('SIGINT', onSignal);
    const onQuit = vi.fn();
    const { keys } = open(onQuit);
    keys.type('\x1b[?62;4cx');
    expect([onSignal.mock.calls.length, onQuit.mock.calls.length]).toEqual([0, 0]);
    keys.type('\x03');
    keys.type('q');
    process.off('SIGINT', onSignal);
    expect([onSignal.mock.calls.length, onQuit.mock.calls.length]).toEqual([1, 1]);
  });

  it('gives the keyboard back', () => {
    const { keys, input } = open();
    expect(keys.calls).toEqual([true, 'resume']);
    input[Symbol.dispose]();
    expect(keys.calls).toEqual([true, 'resume', false, 'pause']);
    expect(keys.listenerCount('data')).toBe(0);
  });
});
