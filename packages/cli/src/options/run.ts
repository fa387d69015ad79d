import type { RtspTransport } from '@farsight/media';
import { Option, type Command } from 'commander';
import { collect } from './catalogue.js';
import { addConnectionFlags, type ConnectionFlags } from './connection.js';
import { addDeliveryFlags, type DeliveryFlags } from './delivery.js';
import { decimal, integer, port } from './numbers.js';
import { addWireFlags, type WireFlags } from './wire.js';

/** Flags of `farsight run`. */
export interface RunFlags extends ConnectionFlags, DeliveryFlags, WireFlags {
  readonly output?: string;
  readonly results?: string;
  readonly segment?: number;
  readonly sink?: readonly string[];
  readonly sinkHeader?: readonly string[];
  readonly masks: 'rle' | 'polygons';
  readonly display: 'web' | 'terminal' | 'none';
  readonly terminalGraphics: 'auto' | 'kitty' | 'sixel' | 'blocks';
  readonly httpPort: number;
  readonly maxFrames?: number;
  readonly score?: number;
  readonly iou?: number;
  readonly maxResults?: number;
  readonly rtspTransport: RtspTransport;
  readonly reconnect: boolean;
  readonly onServer?: boolean;
}

/** Adds the flags to a command. */
export function addRunFlags(command: Command): Command {
  command
    .option('-o, --output <path>', 'annotated image, folder of images, .mp4 video, or rtsp://host/name')
    .option('-r, --results <file>', 'results as JSON lines; - for standard output')
    .option('--segment <seconds>', 'begin new files of both after so long: out-000.mp4 …', decimal(1, 86_400))
    .option('--sink <url>', 'send results to http(s)://… or mqtt(s)://host/topic (repeatable)', collect)
    .option('--sink-header <header>', '"Name: value" for http(s) sinks (repeatable)', collect)
    .addOption(
      new Option('--masks <form>', "how results have masks: COCO's run lengths or its polygons")
        .choices(['rle', 'polygons'])
        .default('rle'),
    )
    .addOption(
      new Option('--display <where>', 'show annotated frames')
        .choices(['web', 'terminal', 'none'])
        .default('none'),
    )
    .addOption(
      new Option('--terminal-graphics <how>', 'how --display terminal shows them')
        .choices(['auto', 'kitty', 'sixel', 'blocks'])
        .default('auto'),
    )
    .option('--http-port <port>', 'port of --display web; 0: any', port, 5081)
    .option('-n, --max-frames <n>', 'stop after so many frames', integer(1, Number.MAX_SAFE_INTEGER));
  addWireFlags(addDeliveryFlags(command))
    .option('--score <s>', 'least score of a result', decimal(0, 1))
    .option('--iou <overlap>', 'boxes overlapping a better one by more are removed', decimal(0, 1))
    .option('--max-results <n>', 'most results per task', integer(1, 2 ** 31 - 1))
    .addOption(
      new Option('--rtsp-transport <how>', 'how RTSP media travels')
        .choices(['auto', 'tcp', 'udp'])
        .default('auto'),
    )
    .option('--no-reconnect', 'fail when a camera or stream is lost instead of opening it again')
    .option(
      '--on-server',
      'the source is one that the server opens: its name there, or a URL or path allowed there',
    );
  return addConnectionFlags(command);
}
