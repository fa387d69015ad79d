import type { LiveHub } from '../http/index.js';
import type { StreamCounts } from '../session/frame-line.js';
import type { StreamMeter } from '../session/stream-meter.js';
import { planInfos, type StreamPlan } from '../session/stream-plan.js';
import type { Shown } from '../session/stream-registry.js';
import { PictureMaker } from './picture-maker.js';
import { WatchedStream } from './watched-stream.js';

/** Of the JPEGs that the page shows of raw frames. */
const quality = 80;

/** Lets a stream be watched under its id, or one like it. */
export function showStream(
  hub: LiveHub,
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
  const live = hub.open(id, { network, labels });
  const observer = new WatchedStream({ live, meter, counts, pictures: new PictureMaker(quality) });
  return { name: live.name, observer, close: () => live.close() };
}
