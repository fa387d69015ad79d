import { connect, FarsightError } from '@farsight/client';
import { resolveNetwork, startServer, weightsPresent, type NetworkDefinition } from '@farsight/server';
import { Interruption } from '../interruption.js';
import { catalogueOptions } from '../options/catalogue.js';
import type { EvalFlags } from '../options/eval.js';
import { given } from '../options/given.js';
import { onnxOverrides } from '../options/onnx.js';
import { Progress } from '../run/progress.js';
import { receiveAll } from '../run/receive-all.js';
import { SendTimes } from '../run/send-times.js';
import { UnreadableFiles } from '../run/unreadable-files.js';
import { StatusLine } from '../terminal/status-line.js';
import { chooseTask } from './choose-task.js';
import type { EvaluationReport } from './evaluation-report.js';
import { measuredBy, measuredNetwork } from './measured-network.js';
import { MeasuringReceiver } from './measuring-receiver.js';
import { openMeasure, type OpenedMeasure } from './open-measure.js';
import { pictureFiles, pictureFrames } from './picture-files.js';
import { reportText } from './report-text.js';

/** Measures a network on annotated pictures and prints how accurate it is. */
export async function evaluate(spec: string, flags: EvalFlags): Promise<void> {
  const line = new StatusLine(process.stderr);
  using interruption = new Interruption();
  try {
    const report = await evaluation(spec, flags, line, interruption.signal);
    const text =
      flags.json === true ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, flags.perClass);
    process.stdout.write(text);
  } catch (error) {
    if (!interruption.signal.aborted || FarsightError.from(error).code !== 'CANCELLED') throw error;
    line.note('Interrupted: nothing was measured.');
  }
}

async function evaluation(
  spec: string,
  flags: EvalFlags,
  line: StatusLine,
  signal: AbortSignal,
): Promise<EvaluationReport> {
  const { images, annotations, maxImages, knownClasses = false } = flags;
  const resolved = await resolve(spec, flags);
  const chosen = chooseTask(resolved, flags.metric);
  const opened = await openMeasure(chosen, { images, annotations, maxImages, knownClasses });
  for (const note of opened.notes) line.note(note);
  const { conf, iou, singleLabel = false } = flags;
  const network = measuredNetwork(resolved, chosen.task, { conf, iou, singleLabel });
  const task = network.tasks.at(-1) ?? chosen.task;
  const receiver = await measure({ network, task: task.name, opened, flags, line, signal });
  const { pictures, failed, seconds } = receiver;
  return {
    network: network.name,
    task: task.name,
    kind: task.resultKind,
    images,
    annotations,
    pictures,
    failed,
    seconds,
    parameters: measuredBy(task),
    notes: opened.notes,
    metrics: opened.measure.report(),
  };
}

/** With the parameters that its file gives for measuring. */
function resolve(spec: string, flags: EvalFlags): Promise<NetworkDefinition> {
  // Thresholds hold for network files too, and are set later.
  const thresholds = ['conf', 'iou'];
  const others = Object.entries(flags).filter(([name]) => !thresholds.includes(name));
  return resolveNetwork(spec, {
    ...catalogueOptions(flags),
    ...given({ overrides: onnxOverrides(Object.fromEntries(others)) }),
    evaluation: true,
  });
}

/** What is run to measure. */
interface Measuring {
  readonly network: NetworkDefinition;
  readonly task: string;
  readonly opened: OpenedMeasure;
  readonly flags: EvalFlags;
  readonly line: StatusLine;
  readonly signal: AbortSignal;
}

/** Serves the network on this machine and streams the pictures through it, as a client does. */
async function measure(measuring: Measuring): Promise<MeasuringReceiver> {
  const { network, opened, flags, line } = measuring;
  const paths = pictureFiles(flags.images, opened.measure.files);
  if (!(await weightsPresent(network))) line.note(`Fetching the weights of ${network.name}.`);
  const { executors, threads, cacheDir } = flags;
  const server = await startServer({
    networks: [network],
    networksDirs: [],
    port: 0,
    httpPort: false,
    logger: 'warn',
    ...given({ executors, threads, cacheDir }),
  });
  try {
    const receiver = await streamPictures(measuring, paths, server.address);
    if (receiver.failed < receiver.pictures) return receiver;
    throw new FarsightError(
      'INVALID_FRAME',
      `All ${receiver.pictures} pictures failed. The first: ${receiver.firstFailure}`,
    );
  } finally {
    await server.close({ drainMs: 0 });
  }
}

async function streamPictures(
  { network, task, opened, line, signal }: Measuring,
  paths: readonly string[],
  address: string,
): Promise<MeasuringReceiver> {
  await using client = await connect(address, { signal });
  const unreadable = new UnreadableFiles();
  const times = new SendTimes();
  const frames = pictureFrames(paths, (stamp, error) => unreadable.add(stamp, error), signal);
  await using stream = client.stream(times.note(frames), network.name, {
    delivery: 'lossless',
    tasks: [task],
    signal,
  });
  const receiver = new MeasuringReceiver(opened.measure, task);
  const progress = new Progress(line, paths.length, (index) => paths[index]);
  try {
    await receiveAll(stream, times, [receiver, progress], unreadable);
  } finally {
    progress.close();
  }
  return receiver;
}
