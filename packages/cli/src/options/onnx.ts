import { InvalidArgumentError, Option, type Command } from 'commander';
import type { OnnxOverrides } from '@farsight/server';
import { bareTasks } from '@farsight/server/bare-tasks';
import { decimal } from './numbers.js';

/** Flags for bare `.onnx` files; the engine checks their values and names the flag in what it refuses. */
export interface OnnxFlags {
  readonly labels?: string;
  readonly task?: string;
  readonly color?: string;
  readonly mean?: string;
  readonly std?: string;
  readonly scale?: boolean;
  readonly resize?: string;
  readonly placement?: string;
  readonly size?: string;
  readonly head?: string;
  readonly conf?: number;
  readonly iou?: number;
  readonly softmax?: string;
}

const group = 'What a bare .onnx file cannot say (lists are separated by commas):';

/** Adds the flags to a command. */
export function addOnnxFlags(command: Command): Command {
  const options = [
    new Option('--labels <file|names>', 'class names: a file with one per line, or the names'),
    new Option('--task <task>', 'what it does').choices(bareTasks),
    new Option('--color <order>', 'colour order it wants').choices(['RGB', 'BGR', 'GRAY']).argParser(color),
    new Option('--mean <values>', 'subtracted per channel'),
    new Option('--std <values>', 'divided by per channel, after --mean'),
    new Option('--scale', 'divide pixels by 255 first'),
    new Option('--no-scale', 'pixels stay 0..255'),
    new Option('--resize <how>', 'how frames get its size').choices(['letterbox', 'stretch', 'crop']),
    new Option('--placement <where>', 'where a letterbox puts the frame').choices(['center', 'top-left']),
    new Option('--size <size>', 'input size where it takes any: 640 or WIDTHxHEIGHT'),
    new Option('--head <layout>', "layout of a detector's output").choices([
      'auto',
      'v5',
      'v8',
      'end-to-end',
      'yolox',
    ]),
    new Option('--conf <score>', 'least score of a box').argParser(decimal(0, 1)),
    new Option('--iou <overlap>', 'boxes overlapping a better one by more are removed').argParser(
      decimal(0, 1),
    ),
    new Option('--softmax <when>', 'whether class scores need a softmax').choices(['auto', 'true', 'false']),
  ];
  for (const option of options) command.addOption(option.helpGroup(group));
  return command;
}

function color(text: string): string {
  const order = text.toUpperCase();
  if (order === 'RGB' || order === 'BGR' || order === 'GRAY') return order;
  throw new InvalidArgumentError('Allowed choices are RGB, BGR, GRAY.');
}

const names = [
  ...(['labels', 'task', 'color', 'mean', 'std', 'scale', 'resize'] as const),
  ...(['placement', 'size', 'head', 'conf', 'iou', 'softmax'] as const),
] satisfies (keyof OnnxFlags)[];

/** What the flags say, or `undefined` where none was given. A command's other flags are left alone. */
export function onnxOverrides(flags: OnnxFlags): OnnxOverrides | undefined {
  const given = names.filter((name) => flags[name] !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given.map((name) => [name, flags[name]]));
}
