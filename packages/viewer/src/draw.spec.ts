import { describe, expect, it } from 'vitest';
import { draw } from './draw.js';

/** A canvas context that writes down what is drawn; each letter is 10 wide. */
function recorder(): { context: CanvasRenderingContext2D; calls: string[] } {
  const calls: string[] = [];
  const style: Record<string, unknown> = {};
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      calls.push(
        `${name} ${args.join(' ')} ${String(name.startsWith('stroke') ? style.strokeStyle : style.fillStyle)}`,
      );
  const methods: Record<string, unknown> = {
    measureText: (text: string) => ({ width: 10 * text.length }),
    strokeRect: note('strokeRect'),
    fillRect: note('fillRect'),
    fillText: note('fillText'),
    beginPath: note('beginPath'),
    lineTo: note('lineTo'),
    arc: note('arc'),
    closePath: note('closePath'),
    stroke: note('stroke'),
    fill: note('fill'),
  };
  const context = new Proxy(style, { get: (target, key) => methods[String(key)] ?? target[String(key)] });
  return { context: context as unknown as CanvasRenderingContext2D, calls };
}

describe('draw', () => {
  it('strokes boxes in their colour', () => {
    const { context, calls } = recorder();
    draw(context, [{ op: 'rect', box: [10, 20, 40, 60], color: [255, 0, 1], lineWidth: 3 }]);
    expect(calls).toEqual(['strokeRect 10 20 30 40 rgb(255 0 1)']);
    expect(context.lineWidth).toBe(3);
  });

  it.each([
    ['top', 100],
    ['bottom', 80],
  ] as const)(
    'fills the background of a text anchored at its %s, and the text in its middle',
    (anchor, top) => {
      const { context, calls } = recorder();
      const colors = { color: [0, 0, 0], background: [9, 9, 9] } as const;
      draw(context, [{ op: 'text', text: 'qr', x: 50, y: 100, anchor, height: 20, ...colors }]);
      expect(calls).toEqual([`fillRect 50 ${top} 30 20 rgb(9 9 9)`, `fillText qr 55 ${top + 10} rgb(0 0 0)`]);
    },
  );

  it.each([true, false])('strokes lines from point to point (closed: %s)', (closed) => {
    const { context, calls } = recorder();
    draw(context, [{ op: 'polyline', points: [1, 2, 3, 4], closed, color: [1, 2, 3], lineWidth: 2 }]);
    expect(calls.map((call) => call.replace(/ *(undefined|rgb.*)$/, ''))).toEqual([
      'beginPath',
      'lineTo 1 2',
      'lineTo 3 4',
      ...(closed ? ['closePath'] : []),
      'stroke',
    ]);
    expect(calls.at(-1)).toContain('rgb(1 2 3)');
  });

  it('fills dots', () => {
    const { context, calls } = recorder();
    draw(context, [{ op: 'dot', x: 5, y: 6, radius: 2, color: [1, 2, 3] }]);
    expect(calls[1]).toContain('arc 5 6 2 0');
    expect(calls[2]).toContain('rgb(1 2 3)');
  });
});
