import { Option, type Command } from 'commander';
import { metricNames, type MetricName } from '../eval/measures/measure.js';
import { addCatalogueFlags, type CatalogueFlags } from './catalogue.js';
import { integer } from './numbers.js';
import { addOnnxFlags, type OnnxFlags } from './onnx.js';

/** Flags of `farsight eval`. `conf` and `iou` hold for every network here, not for bare `.onnx` files alone. */
export interface EvalFlags extends CatalogueFlags, OnnxFlags {
  readonly images: string;
  readonly annotations: string;
  readonly metric?: MetricName;
  readonly maxImages?: number;
  readonly singleLabel?: boolean;
  readonly knownClasses?: boolean;
  readonly perClass?: boolean;
  readonly json?: boolean;
  readonly executors?: number;
  readonly threads?: number;
}

/** Adds the flags to a command. */
export function addEvalFlags(command: Command): Command {
  command
    .requiredOption('--images <dir>', 'folder of the pictures')
    .requiredOption('--annotations <path>', 'the truth: a COCO .json, a folder of YOLO labels, a list, maps')
    .addOption(
      new Option('--metric <metric>', 'what to measure (default: what the network gives)').choices(
        metricNames,
      ),
    )
    .option('--max-images <n>', 'measure on the first n pictures', integer(1, Number.MAX_SAFE_INTEGER))
    .option('--single-label', 'a box counts for its best class alone')
    .option('--known-classes', 'leave out classes of the annotations that the network does not know')
    .option('--per-class', 'tell the figures of the classes too')
    .option('--json', 'print JSON')
    .option('--executors <n>', 'workers (default: as many as cores)', integer(1, 1024))
    .option('--threads <n>', 'threads per worker (default: 1)', integer(1, 1024));
  return addOnnxFlags(addCatalogueFlags(command));
}
