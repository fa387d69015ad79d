import type { LiveHub } from '../http/index.js';
import type { StreamCounts } from '../session/frame-line.js';
import type { StreamMeter } from '../session/stream-meter.js';
import { planInfos, type StreamPlan } from '../session/stream-plan.js';
import type { Shown } from '../session/stream-registry.js';
import type { JpegEncoder } from './jpeg-encoder.js';
import { WatchedStream } from './watched-stream.js';

/** What streams are shown with. */
export interface Showing {
  readonly live: LiveHub;
  readonly encoder: JpegEncoder;
}

/** Lets a stream be watched under its id, or one like it. */
export function showStream(
  { live, encoder }: Showing,
  id: string,
  plan: StreamPlan,
  meter: StreamMeter,
  counts: Readonly<StreamCounts>,
): Shown {
  const infos = planInfos(plan);
  const network = infos.map(({ name }) => name).join(', ');
  const labels = Object.fromEntries(
    infos.flatMap(({ tasks }) => tasks.map((task) => [task.name, task.labels] as const)),
  );
  const stream = live.open(id, { network, labels });
  return {
    name: stream.name,
    observer: new WatchedStream(stream, meter, counts, encoder),
    close: () => stream.close(),
  };
}
