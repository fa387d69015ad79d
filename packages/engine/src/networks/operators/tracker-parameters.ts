import type { TrackerStep } from '../../definition.js';
import type { LocatedMap } from '../yaml/located.js';
import { isGiven } from '../yaml/located.js';
import type { Parameter } from '../yaml/parameter.js';
import { boolean, choice, decimal, expectMap, integer } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';

type Algorithm = TrackerStep['algorithm'];
type Value = number | boolean | string;

/** A parameter of a tracker: how its value is read, and its name in a {@link TrackerStep} where that is another one. */
interface TrackerParameter {
  readonly type: Parameter<Value>;
  readonly as?: string;
}

const frames: TrackerParameter = { type: integer(0, 1_000_000) };
const ratio: TrackerParameter = { type: decimal(0, 1) };
const number: TrackerParameter = { type: decimal(-1e6, 1e6) };
const flag: TrackerParameter = { type: boolean };
/** What Farsight's trackers do not do; saying that they need not is fine. */
const off: TrackerParameter = {
  type: {
    isOptional: false,
    read: (value, name, site) => {
      const wanted = boolean.read(value, name, site);
      if (!wanted || value === undefined) return false;
      throw site.unsupported(value.place, `${name} of a tracker is`);
    },
  },
};

const sort = { max_age: frames, min_hits: frames, iou_threshold: ratio, det_thresh: ratio, max_id: frames };

/**
 * The parameters of each algorithm, as its own code and as the SDK names them (SORT: https://github.com/abewley/sort,
 * OC-SORT: https://github.com/noahcao/OC_SORT, ByteTrack: https://github.com/FoundationVision/ByteTrack).
 */
export const trackerParameters: Readonly<Record<Algorithm, Readonly<Record<string, TrackerParameter>>>> = {
  sort: {
    ...sort,
    maxAge: { ...frames, as: 'max_age' },
    minHits: { ...frames, as: 'min_hits' },
    iouThreshold: { ...ratio, as: 'iou_threshold' },
  },
  'oc-sort': {
    ...sort,
    delta_t: frames,
    delta: { ...frames, as: 'delta_t' },
    inertia: ratio,
    asso_func: { type: choice('iou', 'giou', 'ciou', 'diou', 'ct_dist') },
    use_byte: flag,
    w_assoc_emb: number,
    alpha_fixed_emb: number,
    aw_enabled: flag,
    aw_param: number,
    cmc_enabled: off,
    enable_id_recovery: off,
  },
  bytetrack: {
    track_thresh: ratio,
    high_thresh: ratio,
    match_thresh: ratio,
    track_buffer: frames,
    frame_rate: { type: decimal(0, 1000) },
    mot20: flag,
    max_id: frames,
  },
  scalarmot: { max_lost_frames: frames, maxLostFrames: { ...frames, as: 'max_lost_frames' }, max_id: frames },
};

/** `algo_params` as it is written: which ones there are depends on the algorithm. */
export const trackerParametersMap: Parameter<LocatedMap | undefined> = {
  isOptional: true,
  read: (value, name, site) => (value === undefined ? undefined : expectMap(value, name, site)),
};

/** Reads `algo_params` of an algorithm: those that are given, by the names of {@link trackerParameters}. */
export function readTrackerParameters(
  algorithm: Algorithm,
  map: LocatedMap | undefined,
  site: Site,
): Readonly<Record<string, Value>> {
  const known = trackerParameters[algorithm];
  const read: Record<string, Value> = {};
  for (const [name, { keyPlace, value }] of map?.entries ?? []) {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (parameter === undefined) {
      throw site.unknown(keyPlace, `parameter of ${algorithm}`, name, Object.keys(known));
    }
    if (isGiven(value)) read[parameter.as ?? name] = parameter.type.read(value, name, site);
  }
  return read;
}
