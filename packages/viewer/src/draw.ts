import type { DrawCommand, DrawList, DrawText, Rgb } from '@farsight/protocol';

/** Draws a list on a canvas whose unit is a source pixel. */
export function draw(context: CanvasRenderingContext2D, list: DrawList): void {
  for (const command of list) drawCommand(context, command);
}

function drawCommand(context: CanvasRenderingContext2D, command: DrawCommand): void {
  switch (command.op) {
    case 'rect': {
      const [x1, y1, x2, y2] = command.box;
      context.strokeStyle = css(command.color);
      context.lineWidth = command.lineWidth;
      context.strokeRect(x1, y1, x2 - x1, y2 - y1);
      return;
    }
    case 'text':
      drawText(context, command);
  }
}

function drawText(context: CanvasRenderingContext2D, command: DrawText): void {
  const { text, x, y, anchor, height, color, background } = command;
  context.font = `${(height * 0.68).toFixed(1)}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  const top = anchor === 'bottom' ? y - height : y;
  const margin = height * 0.25;
  context.fillStyle = css(background);
  context.fillRect(x, top, context.measureText(text).width + 2 * margin, height);
  context.fillStyle = css(color);
  context.fillText(text, x + margin, top + height / 2);
}

/** An {@link Rgb} as CSS writes it. */
export function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
