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
        `${name} ${args.join(' ')} ${String(name === 'strokeRect' ? style.strokeStyle : style.fillStyle)}`,
      );
  const methods: Record<string, unknown> = {
    measureText: (text: string) => ({ width: 10 * text.length }),
    strokeRect: note('strokeRect'),
    fillRect: note('fillRect'),
    fillText: note('fillText'),
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
});
