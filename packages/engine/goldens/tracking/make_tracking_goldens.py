"""Makes the reference results that the trackers' and the metrics' specs compare with: tracking.json.

    python3 -m venv /tmp/tracking
    /tmp/tracking/bin/pip install numpy==1.26.4 pandas==2.2.3 scipy==1.13.1
    /tmp/tracking/bin/pip install filterpy==2.0.0 lap==0.5.13 motmetrics==1.4.0 supervision==0.26.1
    /tmp/tracking/bin/pip install --no-deps sort-tracker-py==1.0.2 ocsort==0.0.2
    /tmp/tracking/bin/python packages/engine/goldens/tracking/make_tracking_goldens.py

The last two packages carry the authors' own code of SORT and OC-SORT; supervision's ByteTrack follows that of its
authors. Names of ids do not matter: the spec compares who is called the same. Boxes must agree within 0.02 pixels.
"""

import json
import pathlib

import motmetrics
import numpy as np
from ocsort.ocsort import OCSort
from sort_tracker.sort import Sort
from supervision.tracker.byte_tracker.core import ByteTrack

FOLDER = pathlib.Path(__file__).parent
FRAMES = 50
WIDTH, HEIGHT = 640, 360


def sequence(seed, jitter):
    """Six boxes that cross, turn round, hide behind each other, come and go; some missed, some wrong; as detections."""
    random = np.random.default_rng(seed)
    people = []
    for index in range(6):
        size = random.uniform(24, 40)
        people.append({
            "at": np.array([random.uniform(60, 580), random.uniform(60, 300)]),
            "speed": np.array([random.choice([-1, 1]) * random.uniform(2, 6), random.uniform(-1.5, 1.5)]),
            "size": np.array([size, size * 2]),
            "from": 0 if index < 4 else int(random.integers(8, 16)),
            "to": FRAMES if index != 2 else 34,
            "hidden": (int(random.integers(14, 20)), int(random.integers(2, 9))) if index % 2 else None,
        })
    frames = []
    for frame in range(FRAMES):
        shake = random.normal(0, jitter, 2)
        found = []
        for index, person in enumerate(people):
            person["at"] = person["at"] + person["speed"]
            for axis, limit in ((0, WIDTH), (1, HEIGHT)):
                if not 30 < person["at"][axis] < limit - 30:
                    person["speed"][axis] *= -1
            if not person["from"] <= frame < person["to"]:
                continue
            truth = np.concatenate([person["at"] + shake - person["size"] / 2, person["at"] + shake + person["size"] / 2])
            hidden = person["hidden"] and person["hidden"][0] <= frame < sum(person["hidden"])
            seen = not hidden and random.random() > 0.06
            score = random.uniform(0.7, 0.98) if random.random() > 0.2 else random.uniform(0.2, 0.5)
            found.append((index + 1, truth, truth + random.normal(0, 1, 4) if seen else None, score))
        boxes = [[round(float(v), 2) for v in box] + [round(score, 3)] for _, _, box, score in found if box is not None]
        if random.random() < 0.12:
            x, y = random.uniform(0, 560), random.uniform(0, 260)
            boxes.append([round(x, 2), round(y, 2), round(x + 40, 2), round(y + 70, 2), round(random.uniform(0.2, 0.8), 3)])
        truths = [[index] + [round(float(v), 2) for v in truth] for index, truth, _, _ in found]
        frames.append({"boxes": boxes, "truth": truths})
    return frames


class Tensor(np.ndarray):
    """What OC-SORT's package takes for a tensor."""

    def numpy(self):
        return np.asarray(self)


def boxes_of(frame):
    return np.array(frame["boxes"], dtype=np.float64).reshape(-1, 5)


def rows_of(rows):
    """[id, x1, y1, x2, y2] by id."""
    return sorted([int(row[4])] + [round(float(value), 2) for value in row[:4]] for row in rows)


def run_sort(frames, options):
    tracker = Sort(**options)
    return [rows_of([*row[:4], row[-1]] for row in tracker.update(boxes_of(frame))) for frame in frames]


def run_ocsort(frames, options):
    tracker = OCSort(**options)
    rows = []
    for frame in frames:
        boxes = boxes_of(frame)
        rows.append(rows_of(tracker.update(np.hstack([boxes, np.zeros((len(boxes), 1))]).view(Tensor), None)))
    return rows


def run_bytetrack(frames, options):
    tracker = ByteTrack(
        track_activation_threshold=options.get("track_thresh", 0.5),
        lost_track_buffer=options.get("track_buffer", 30),
        minimum_matching_threshold=options.get("match_thresh", 0.8),
        frame_rate=30,
    )
    rows = []
    for frame in frames:
        tracks = tracker.update_with_tensors(boxes_of(frame))
        rows.append(rows_of([*track.tlbr, track.internal_track_id] for track in tracks))
    return rows


def distances(truth, found):
    """1 - overlap; nan (may not match) where the overlap is less than 0.5."""
    a, b = np.array(truth).reshape(-1, 1, 5)[..., 1:], np.array(found).reshape(1, -1, 5)[..., 1:]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.clip(sides, 0, None).prod(-1)
    area = lambda boxes: (boxes[..., 2:] - boxes[..., :2]).prod(-1)
    apart = 1 - shared / (area(a) + area(b) - shared)
    return np.where(apart > 0.5, np.nan, apart)


def measure(frames, rows):
    """motmetrics' figures."""
    accumulator = motmetrics.MOTAccumulator(auto_id=True)
    for frame, found in zip(frames, rows):
        truth = frame["truth"]
        accumulator.update([row[0] for row in truth], [row[0] for row in found], distances(truth, found))
    names = ["mota", "motp", "idf1", "num_switches", "num_misses", "num_false_positives", "num_fragmentations"]
    summary = motmetrics.metrics.create().compute(accumulator, metrics=names)
    return {name: round(float(summary[name].iloc[0]), 6) for name in names}


RUNS = [
    ("sort", run_sort, {}),
    ("sort", run_sort, {"max_age": 5, "min_hits": 1, "iou_threshold": 0.2}),
    ("oc-sort", run_ocsort, {"det_thresh": 0.6}),
    ("oc-sort", run_ocsort, {"det_thresh": 0.6, "use_byte": True, "max_age": 10, "min_hits": 1, "inertia": 0.4, "delta_t": 2}),
    ("oc-sort", run_ocsort, {"det_thresh": 0.3, "asso_func": "diou", "iou_threshold": 0.45}),
    ("bytetrack", run_bytetrack, {}),
    ("bytetrack", run_bytetrack, {"track_thresh": 0.4, "match_thresh": 0.7, "track_buffer": 4}),
]


def main():
    sequences = {"steady": sequence(3, 0.0), "shaking": sequence(11, 2.5)}
    runs = []
    for name, frames in sequences.items():
        for algorithm, run, options in RUNS:
            rows = run(frames, options)
            runs.append({"sequence": name, "algorithm": algorithm, "parameters": options,
                         "metrics": measure(frames, rows), "frames": rows})
            print(name, algorithm, options, runs[-1]["metrics"])
    dump = lambda value: json.dumps(value, separators=(",", ":"))
    lines = ",\n".join(f"    {dump(run)}" for run in runs)
    frames = ",\n".join(f"    {dump(name)}:{dump(frames)}" for name, frames in sequences.items())
    (FOLDER / "tracking.json").write_text(f'{{\n  "sequences":{{\n{frames}\n  }},\n  "runs":[\n{lines}\n  ]\n}}\n')


main()
