import type { DrawCommand, DrawList, DrawPolyline, DrawText, Rgb } from '@farsight/protocol';
import { mapPicture, maskPicture, type Picture } from './pictures.js';

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
      return;
    case 'polyline':
      drawPolyline(context, command);
      return;
    case 'dot':
      context.fillStyle = css(command.color);
      context.beginPath();
      context.arc(command.x, command.y, Math.max(0.5, command.radius), 0, 2 * Math.PI);
      context.fill();
      return;
    case 'mask': {
      const picture = maskPicture(command);
      if (picture !== undefined) drawPicture(context, picture, picture.width, picture.height);
      return;
    }
    case 'map':
      drawPicture(context, mapPicture(command), context.canvas.width, context.canvas.height);
  }
}

function drawPolyline(context: CanvasRenderingContext2D, command: DrawPolyline): void {
  const { points, closed, color, lineWidth } = command;
  context.strokeStyle = css(color);
  context.lineWidth = lineWidth;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.beginPath();
  for (let i = 0; i + 1 < points.length; i += 2) context.lineTo(points[i] ?? NaN, points[i + 1] ?? NaN);
  if (closed) context.closePath();
  context.stroke();
}

/** Pixels that are set directly do not mix with what is below; a canvas of their own does. */
function drawPicture(
  context: CanvasRenderingContext2D,
  { left, top, width, height, rgba }: Picture,
  shownWidth: number,
  shownHeight: number,
): void {
  if (width === 0 || height === 0) return;
  const layer = new OffscreenCanvas(width, height);
  layer.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  context.drawImage(layer, left, top, shownWidth, shownHeight);
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
