import { describe, expect, it } from 'vitest';
import { Inbox } from './inbox.js';

describe('Inbox', () => {
  it('keeps messages for the reader, in order', () => {
    const inbox = new Inbox<string>();
    expect([inbox.put('a'), inbox.put('b'), inbox.size]).toEqual([true, true, 2]);
    expect([inbox.take(), inbox.take(), inbox.size]).toEqual(['a', 'b', 0]);
  });

  it('hands a message to a reader who waits, once', async () => {
    const inbox = new Inbox<string>();
    const taken = inbox.take();
    expect([inbox.put('a'), inbox.put('b')]).toEqual([false, true]);
    expect(await taken).toBe('a');
    expect(inbox.take()).toBe('b');
  });

  it('ends after what it keeps', async () => {
    const inbox = new Inbox<string>();
    inbox.put('a');
    inbox.end();
    expect([inbox.open, inbox.take(), inbox.take()]).toEqual([false, 'a', undefined]);

    const waited = new Inbox<string>();
    const taken = waited.take();
    waited.end();
    expect(await taken).toBeUndefined();
  });

  it('fails after what it keeps, with the first reason', async () => {
    const inbox = new Inbox<string>();
    inbox.put('a');
    inbox.fail(new Error('first'));
    inbox.fail(new Error('second'));
    inbox.end();
    expect([inbox.open, inbox.take()]).toEqual([false, 'a']);
    expect(() => inbox.take()).toThrow('first');

    const waited = new Inbox<string>();
    const taken = waited.take();
    waited.fail(new Error('gone'));
    await expect(taken).rejects.toThrow('gone');
  });

  it('throws away what nobody has taken', () => {
    const inbox = new Inbox<string>();
    inbox.put('a');
    inbox.clear();
    inbox.end();
    expect(inbox.take()).toBeUndefined();
  });
});
