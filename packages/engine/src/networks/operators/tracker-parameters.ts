import type { TrackerStep } from '../../definition.js';
import type { LocatedMap } from '../yaml/located.js';
import { isGiven } from '../yaml/located.js';
import { required } from '../yaml/parameter.js';
import type { Parameter } from '../yaml/parameter.js';
import { boolean, choice, decimal, expectMap, integer } from '../yaml/parameter-types.js';
import type { Site } from '../yaml/site.js';

type Algorithm = TrackerStep['algorithm'];
type Value = number | boolean | string;

/** A parameter of a tracker. */
interface TrackerParameter {
  readonly type: Parameter<Value>;
  /** Its name in a {@link TrackerStep} where that is another one. */
  readonly as?: string;
  /** It is checked and goes no further: see {@link only}. */
  readonly isIdle?: boolean;
}

const frames: TrackerParameter = { type: integer(0, 1_000_000) };
const ratio: TrackerParameter = { type: decimal(0, 1) };
const number: TrackerParameter = { type: decimal(-1e6, 1e6) };
const flag: TrackerParameter = { type: boolean };

/** Belongs to something Farsight's trackers do not do: it makes no difference while that is off. */
function only(parameter: TrackerParameter): TrackerParameter {
  return { ...parameter, isIdle: true };
}

/** Switches on what Farsight's trackers do not do; saying that it is off is fine. */
const off = only({
  type: required<Value>((value, name, site) => {
    if (value.kind === 'scalar' && (value.value === 0 || !boolean.read(value, name, site))) return false;
    throw site.unsupported(value.place, `${name} of a tracker is`);
  }),
});

/** SORT follows every box it gets: the decoder's `conf_threshold` says which. */
const noThreshold = only({
  type: required<Value>((value, name, site) => {
    if (decimal(0, 1).read(value, name, site) === 0) return 0;
    throw site.invalid(
      value.place,
      `Expected 0 for ${name} of sort: set conf_threshold of the decoder instead.`,
    );
  }),
});

const sort = { max_age: frames, min_hits: frames, iou_threshold: ratio, max_id: frames };

/**
 * The parameters of each algorithm, as its own code and as the SDK names them (SORT: https://github.com/abewley/sort,
 * OC-SORT: https://github.com/noahcao/OC_SORT, ByteTrack: https://github.com/FoundationVision/ByteTrack). Those that
 * are carried on are the ones in `tracking/`.
 */
export const trackerParameters: Readonly<Record<Algorithm, Readonly<Record<string, TrackerParameter>>>> = {
  sort: {
    ...sort,
    maxAge: { ...frames, as: 'max_age' },
    minHits: { ...frames, as: 'min_hits' },
    iouThreshold: { ...ratio, as: 'iou_threshold' },
    det_thresh: noThreshold,
  },
  'oc-sort': {
    ...sort,
    det_thresh: ratio,
    delta_t: { type: integer(1, 1000) },
    delta: { type: integer(1, 1000), as: 'delta_t' },
    inertia: ratio,
    asso_func: { type: choice('iou', 'giou', 'ciou', 'diou', 'ct_dist') },
    use_byte: flag,
    w_assoc_emb: only(number),
    alpha_fixed_emb: only(number),
    aw_enabled: only(flag),
    aw_param: only(number),
    cmc_enabled: off,
    enable_id_recovery: off,
    rec_image_rect_margin: only(number),
    rec_track_min_time_since_update_at_boundary: only(frames),
    rec_track_min_time_since_update_inside: only(frames),
    rec_track_min_age: only(frames),
    rec_track_merge_lap_thresh: only(number),
    rec_track_memory_capacity: only(frames),
    rec_track_memory_max_age: only(frames),
  },
  bytetrack: {
    track_thresh: ratio,
    match_thresh: ratio,
    track_buffer: frames,
    frame_rate: { type: decimal(1, 1000) },
    mot20: flag,
    max_id: frames,
  },
  scalarmot: {
    max_age: frames,
    max_lost_frames: { ...frames, as: 'max_age' },
    maxLostFrames: { ...frames, as: 'max_age' },
    max_id: frames,
  },
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
    if (!isGiven(value)) continue;
    const given = parameter.type.read(value, name, site);
    if (parameter.isIdle !== true) read[parameter.as ?? name] = given;
  }
  return read;
}
