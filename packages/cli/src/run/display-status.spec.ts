import { noDrops } from '@farsight/client';
import { describe, expect, it } from 'vitest';
import { displayStatus } from './display-status.js';

const status = { stream: 'gate', fps: 24.94, latencyMs: 41.2, drops: noDrops, found: 'person 2, car 1' };

describe('displayStatus', () => {
  it('tells how the stream does and what was found', () => {
    expect(displayStatus(status, 80)).toBe(' gate  24.9 fps  41 ms  0 dropped  person 2, car 1');
    expect(displayStatus({ ...status, note: 'Lost.' }, 80)).toMatch(/^ Lost\. {2}gate {2}/);
  });

  it('is cut to the width', () => {
    expect(displayStatus(status, 12)).toBe(' gate  24.9 ');
  });

  it('lets no name act on the terminal', () => {
    const hostile = { ...status, stream: '\x1b[2J\x07\u009b1m\u2028', found: '\u202eevil\r\n' };
    expect(displayStatus(hostile, 200)).toBe(
      ' \ufffd[2J\ufffd\ufffd1m\ufffd  24.9 fps  41 ms  0 dropped  \ufffdevil\ufffd\ufffd',
    );
  });
});
