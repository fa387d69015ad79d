import { describe, expect, it } from 'vitest';
import { LiveHub } from './live-hub.js';

const info = { network: 'codes-nano', labels: {} };

describe('LiveHub', () => {
  it('gives each stream a name of its own', () => {
    const hub = new LiveHub();
    expect([hub.open('a', info), hub.open('a', info), hub.open('a', info)].map(({ name }) => name)).toEqual([
      'a',
      'a-2',
      'a-3',
    ]);
  });

  it('frees the name of a closed stream', () => {
    const hub = new LiveHub();
    const first = hub.open('a', info);
    first.close();
    expect(hub.find('a')).toBeUndefined();
    expect(hub.open('a', info).name).toBe('a');
  });

  it('reads nothing of a frame that nobody watches', () => {
    const stream = new LiveHub().open('a', info);
    const untouchable = new Proxy({} as never, {
      get: () => {
        throw new Error('looked at');
      },
    });
    expect(() => stream.publish(untouchable, untouchable)).not.toThrow();
  });

  it('ends every stream for its watchers when it closes', () => {
    const hub = new LiveHub();
    let ended = 0;
    for (const name of ['a', 'b']) {
      hub.open(name, info).watch({ send: () => undefined, end: () => (ended += 1) });
    }
    hub.close();
    expect(ended).toBe(2);
    expect(hub.status()).toEqual([]);
  });
});
