import { dropReasons, type ServerStatus, type StreamStatus } from '@farsight/protocol';
import type { Metric, MetricSample } from './metrics-text.js';

/** Streams that are told of one by one, the oldest first: a scrape must not grow with what clients open. */
const mostStreams = 64;

/** What of this process is told. */
export interface ProcessMemory {
  readonly rss: number;
  readonly heapUsed: number;
}

/** All that `GET /metrics` tells; docs/metrics.md lists it, and a test keeps the two equal. */
export function serverMetrics(status: ServerStatus, memory: ProcessMemory): readonly Metric[] {
  return [
    gauge('farsight_info', 'Always 1; the version is in its label.', [
      { labels: { version: status.version }, value: 1 },
    ]),
    gauge('farsight_ready', '1 while requests are served, 0 from the beginning of draining on.', [
      { value: status.ready ? 1 : 0 },
    ]),
    gauge('farsight_uptime_seconds', 'Since the server started.', [{ value: status.uptimeS }]),
    ...frameMetrics(status),
    ...streamMetrics(status.streams),
    ...executorMetrics(status),
    gauge(
      'farsight_network_state',
      'Always 1; what state each network is in is in its labels.',
      status.networks.map(({ name, state }) => ({ labels: { network: name, state }, value: 1 })),
    ),
    gauge('process_resident_memory_bytes', 'Memory of this process, native libraries included.', [
      { value: memory.rss },
    ]),
    gauge('farsight_heap_used_bytes', 'Memory that objects of JavaScript take on the main thread.', [
      { value: memory.heapUsed },
    ]),
  ];
}

function frameMetrics({ counts }: ServerStatus): readonly Metric[] {
  const { received, frames, failed, drops } = counts;
  return [
    counter('farsight_frames_received_total', 'Frames that arrived.', some(received)),
    counter('farsight_frames_answered_total', 'Frames answered, with results or an error.', some(frames)),
    counter('farsight_frames_failed_total', 'Frames answered with an error.', some(failed)),
    counter(
      'farsight_frames_dropped_total',
      'Frames of live streams that were dropped, by reason.',
      dropReasons.map((reason) => ({ labels: { reason }, value: drops[reason] })),
    ),
  ];
}

function streamMetrics(streams: readonly StreamStatus[]): readonly Metric[] {
  // Others are calls of one frame, over before anybody looks. Names they can be watched under are not given twice.
  const told = streams.filter(({ live }) => live !== undefined).slice(0, mostStreams);
  const each = (valueOf: (stream: StreamStatus) => number | undefined): MetricSample[] =>
    told.flatMap((stream) =>
      some(valueOf(stream)).map((sample) => ({ ...sample, labels: { stream: stream.live ?? stream.id } })),
    );
  return [
    gauge('farsight_streams', 'Streams that are open.', [{ value: streams.length }]),
    gauge(
      'farsight_stream_received_fps',
      'Frames per second that came, in the last five seconds.',
      each(({ fpsIn }) => fpsIn),
    ),
    gauge(
      'farsight_stream_answered_fps',
      'Frames per second that were answered, in the last five seconds.',
      each(({ fpsOut }) => fpsOut),
    ),
    gauge(
      'farsight_stream_latency_p50_seconds',
      'From arrival to answer, for half of the latest frames at most.',
      each(({ latencyP50Ms }) => seconds(latencyP50Ms)),
    ),
    gauge(
      'farsight_stream_latency_p95_seconds',
      'From arrival to answer, for 95 of 100 of the latest frames at most.',
      each(({ latencyP95Ms }) => seconds(latencyP95Ms)),
    ),
  ];
}

function executorMetrics({ executors }: ServerStatus): readonly Metric[] {
  return [
    gauge('farsight_executors_busy', 'Executors at work.', some(executors?.busy)),
    gauge(
      'farsight_executors_limit',
      'Executors that are at work at a time, at most.',
      some(executors?.limit),
    ),
  ];
}

function some(value: number | undefined): MetricSample[] {
  return value === undefined ? [] : [{ value }];
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

function counter(name: string, help: string, samples: readonly MetricSample[]): Metric {
  return { name, help, type: 'counter', samples };
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): Metric {
  return { name, help, type: 'gauge', samples };
}
