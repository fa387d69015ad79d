import { FarsightError } from '@farsight/protocol';
import { Filter, FilterGraph, type FilterContext } from 'node-av/lib';
import { countHandle, NativeFrame } from './native-handles.js';
import type { Orientation } from './orientation.js';

/** FFmpeg's filters that turn a picture upright, in order. */
const filters: Readonly<
  Record<
    Exclude<Orientation, 'upright'>,
    readonly (readonly [name: 'transpose' | 'hflip' | 'vflip', options: string])[]
  >
> = {
  'flip-horizontal': [['hflip', '']],
  'flip-vertical': [['vflip', '']],
  'rotate-180': [
    ['hflip', ''],
    ['vflip', ''],
  ],
  transpose: [['transpose', 'dir=cclock_flip']],
  'rotate-90': [['transpose', 'dir=clock']],
  transverse: [['transpose', 'dir=clock_flip']],
  'rotate-270': [['transpose', 'dir=cclock']],
};

interface Graph {
  readonly graph: FilterGraph;
  readonly input: FilterContext;
  readonly output: FilterContext;
  readonly layout: string;
  readonly freed: () => void;
}

/** Turns pictures upright in the thread pool. One call at a time. */
export class Turner implements Disposable {
  readonly #orientation: Orientation;
  #graph: Graph | undefined;

  constructor(orientation: Orientation) {
    this.#orientation = orientation;
  }

  /** Consumes the picture; the upright one belongs to the caller. */
  async turn(picture: NativeFrame): Promise<NativeFrame> {
    if (this.#orientation === 'upright') return picture;
    using source = picture;
    const turned = new NativeFrame();
    try {
      const { input, output } = await this.#graphFor(source, this.#orientation);
      check(await input.buffersrcAddFrame(source));
      check(await output.buffersinkGetFrame(turned));
      return turned;
    } catch (error) {
      turned[Symbol.dispose]();
      throw error;
    }
  }

  async #graphFor(picture: NativeFrame, orientation: keyof typeof filters): Promise<Graph> {
    const { width, height, format, colorSpace, colorRange } = picture;
    const layout =
      `video_size=${width}x${height}:pix_fmt=${format}:time_base=1/1000000` +
      `:colorspace=${colorSpace}:range=${colorRange}`;
    if (this.#graph?.layout === layout) return this.#graph;
    this.#free();
    const graph = new FilterGraph();
    const freed = countHandle();
    graph.alloc();
    graph.nbThreads = 1;
    const input = create(graph, 'buffer', 'in', layout);
    const output = create(graph, 'buffersink', 'out', '');
    this.#graph = { graph, input, output, layout, freed };
    const steps = filters[orientation].map(([name, options], i) => create(graph, name, `turn${i}`, options));
    [input, ...steps].forEach((from, i) => check(from.link(0, steps[i] ?? output, 0)));
    check(await graph.config());
    return this.#graph;
  }

  #free(): void {
    this.#graph?.graph.free();
    this.#graph?.freed();
    this.#graph = undefined;
  }

  [Symbol.dispose](): void {
    this.#free();
  }
}

function create(
  graph: FilterGraph,
  name: 'buffer' | 'buffersink' | 'transpose' | 'hflip' | 'vflip',
  label: string,
  options: string,
): FilterContext {
  const filter = Filter.getByName(name);
  const context = filter === null ? null : graph.createFilter(filter, label, options);
  if (context === null) throw new FarsightError('UNSUPPORTED', 'This build of FFmpeg cannot turn pictures.');
  return context;
}

function check(status: number): void {
  if (status < 0)
    throw new FarsightError('SOURCE_FAILED', 'A picture of the video could not be turned upright.');
}
