import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricsText } from './metrics-text.js';

describe('metricsText', () => {
  it('writes what the format asks for', () => {
    const text = metricsText([
      {
        name: 'a_total',
        help: String.raw`Back\slash`,
        type: 'counter',
        samples: [
          { labels: { reason: 'queue', of: 'x' }, value: 3 },
          { labels: { reason: 'client', of: 'x' }, value: 0.5 },
        ],
      },
      { name: 'nothing', help: 'Has no value.', type: 'gauge', samples: [] },
      { name: 'b', help: 'Two\nlines', type: 'gauge', samples: [{ value: -Infinity }] },
    ]);
    expect(text).toBe(
      [
        String.raw`# HELP a_total Back\\slash`,
        '# TYPE a_total counter',
        'a_total{reason="queue",of="x"} 3',
        'a_total{reason="client",of="x"} 0.5',
        String.raw`# HELP b Two\nlines`,
        '# TYPE b gauge',
        'b -Inf\n',
      ].join('\n'),
    );
  });

  it('keeps any label in its line and its quotes, so that it can be read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', '}', 'ä', ' ') }), (value) => {
        const samples = [{ labels: { stream: value }, value: 1 }];
        const text = metricsText([{ name: 'm', help: 'h', type: 'gauge', samples }]);
        const [, , line, end, ...rest] = text.split('\n');
        expect([end, rest]).toEqual(['', []]);
        const written = /^m\{stream="((?:[^"\\]|\\["\\n])*)"\} 1$/.exec(line!)?.[1];
        const read = written?.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
        expect(read).toBe(value);
      }),
    );
  });
});
