"""Makes coco.json: random truth and detections, and what pycocotools makes of them.

    pip install pycocotools==2.0.11 && python make_goldens.py

Ties of scores, crowds, people without keypoints, pictures without objects or detections, and objects of all sizes are
among them. For every case: COCO's summary, and per class the mean precision over all overlaps.
"""

import contextlib
import copy
import io
import json
import pathlib

import numpy as np
from pycocotools import mask as masks
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

WIDTH, HEIGHT = 160, 120


def random_box(rng, large):
    size = rng.uniform(4, 110 if large else 40, 2)
    corner = rng.uniform(0, [WIDTH - 4, HEIGHT - 4])
    size = np.minimum(size, [WIDTH, HEIGHT] - corner)
    return [round(float(v), 2) for v in (*corner, *size)]


def moved(rng, box, amount):
    x, y, w, h = box
    dx, dy, dw, dh = rng.normal(0, amount, 4) * [w, h, w, h]
    return [round(float(v), 2) for v in (x + dx, y + dy, max(2, w + dw), max(2, h + dh))]


def polygon_of(rng, box):
    x, y, w, h = box
    angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 9))))
    radius = rng.uniform(0.6, 1.0, len(angles)) / 2
    corners = np.stack([x + w / 2 + w * radius * np.cos(angles), y + h / 2 + h * radius * np.sin(angles)], 1)
    return [round(float(v), 2) for v in corners.ravel()]


def keypoints_of(rng, box, visible):
    x, y, w, h = box
    points = []
    for _ in range(17):
        v = int(rng.choice([0, 1, 2], p=[0.3, 0.2, 0.5])) if visible else 0
        px, py = x + rng.uniform(0, w), y + rng.uniform(0, h)
        points += [round(float(px), 2), round(float(py), 2), v] if v else [0, 0, 0]
    return points


def text_mask(polygons):
    rle = masks.merge(masks.frPyObjects(polygons, HEIGHT, WIDTH))
    return {'size': rle['size'], 'counts': rle['counts'].decode()}


def runs_of(mask):
    flat = mask.T.ravel()
    runs, value = [0], 0
    for pixel in flat:
        if pixel == value:
            runs[-1] += 1
        else:
            runs.append(1)
            value = pixel
    return runs


def truth_object(rng, kind, annotation_id, image_id, category_id, large):
    box = random_box(rng, large)
    crowd = int(rng.random() < 0.15)
    one = {'id': annotation_id, 'image_id': image_id, 'category_id': category_id, 'bbox': box,
           'area': round(box[2] * box[3] * float(rng.uniform(0.5, 1)), 2), 'iscrowd': crowd}
    if kind == 'segm':
        polygons = [polygon_of(rng, box) for _ in range(int(rng.integers(1, 3)))]
        drawn = masks.decode(masks.merge(masks.frPyObjects(polygons, HEIGHT, WIDTH)))
        one['segmentation'] = {'size': [HEIGHT, WIDTH], 'counts': runs_of(drawn)} if crowd else polygons
    if kind == 'keypoints':
        one['keypoints'] = keypoints_of(rng, box, rng.random() > 0.2)
        one['num_keypoints'] = sum(v > 0 for v in one['keypoints'][2::3])
    return one


def detection(rng, kind, near, image_id, category_id, large):
    box = moved(rng, near['bbox'], rng.choice([0, 0.03, 0.1])) if near else random_box(rng, large)
    # Few different scores, so that there are ties within and between pictures.
    one = {'image_id': image_id, 'category_id': category_id, 'score': round(float(rng.integers(1, 30)) / 30, 4)}
    if kind == 'bbox':
        one['bbox'] = box
    elif kind == 'segm':
        if near and not near['iscrowd']:
            shift = rng.normal(0, 1.5, 2)
            polygons = [[round(float(v + shift[i % 2]), 2) for i, v in enumerate(p)] for p in near['segmentation']]
        else:
            polygons = [polygon_of(rng, box)]
        one['segmentation'] = text_mask(polygons)
    else:
        points = keypoints_of(rng, box, True)
        if near:
            points = near['keypoints']
        scale = np.sqrt(box[2] * box[3]) * 0.04
        for i in range(0, 51, 3):
            if near and points[i + 2] == 0:
                points = [*points[:i], *box[:2], *points[i + 2:]]
        one['keypoints'] = [round(float(p + (rng.normal(0, scale) if i % 3 < 2 else 0)), 2) if i % 3 < 2
                            else 1 for i, p in enumerate(points)]
    return one


def make_case(seed, kind, images, categories, objects, large):
    rng = np.random.default_rng(seed)
    truth = {'images': [], 'annotations': [], 'categories': [{'id': i, 'name': f'class {i}'} for i in categories]}
    found = []
    for number in range(images):
        image_id = 7 * number + 3
        truth['images'].append({'id': image_id, 'file_name': f'{image_id}.jpg', 'width': WIDTH, 'height': HEIGHT})
        # Every fourth picture has no objects, every fifth no detections.
        for _ in range(0 if number % 4 == 3 else int(rng.integers(1, objects + 1))):
            # The last category is never there.
            category = int(rng.choice(categories[:-1])) if len(categories) > 1 else categories[0]
            one = truth_object(rng, kind, len(truth['annotations']) + 1, image_id, category, large)
            truth['annotations'].append(one)
            for _ in range(int(rng.integers(0, 4)) if number % 5 != 4 else 0):
                found.append(detection(rng, kind, one, image_id, category, large))
        for _ in range(int(rng.integers(0, 4)) if number % 5 != 4 else 0):
            found.append(detection(rng, kind, None, image_id, int(rng.choice(categories)), large))
    return evaluate(kind, truth, found)


def evaluate(kind, truth, found):
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO()
        coco.dataset = copy.deepcopy(truth)
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(copy.deepcopy(found)), kind)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    precision = evaluation.eval['precision'][:, :, :, 0, -1]
    per_class = [float(p.mean()) if p.max() > -1 else None for p in np.moveaxis(precision, 2, 0)]
    return {'kind': kind, 'truth': truth, 'found': found, 'stats': [float(v) for v in evaluation.stats],
            'perClass': per_class}


def polygons():
    """Shapes with corners on, between and beyond pixels, drawn by pycocotools."""
    rng = np.random.default_rng(99)
    shapes = [[0, 0, 5, 0, 5, 5, 0, 5], [-3, -2, 9.5, 4, 30, 40], [2, 2, 2, 2, 2, 2], [1.5, 1.5, 8.5, 1.5, 8.5, 9.5],
              [10, 30, 20, 20, 30, 30, 20, 25], [0, 0, 39, 29, 39, 0, 0, 29]]
    shapes += [[round(float(v), 2) for v in rng.uniform(-5, 45, 2 * int(rng.integers(3, 8)))] for _ in range(20)]
    drawn = []
    for corners in shapes:
        rle = masks.frPyObjects([corners], 30, 40)[0]
        drawn.append({'corners': corners, 'runs': runs_of(masks.decode(rle)), 'text': rle['counts'].decode()})
    return drawn


if __name__ == '__main__':
    cases = [
        make_case(1, 'bbox', 12, [1, 2, 5, 9], 6, True),
        make_case(2, 'bbox', 10, [3], 12, False),
        make_case(3, 'bbox', 1, [1, 2], 3, True),
        make_case(4, 'segm', 8, [1, 2, 4], 4, True),
        make_case(5, 'keypoints', 10, [1], 5, True),
    ]
    goldens = {'pycocotools': '2.0.11', 'cases': cases, 'polygons': polygons()}
    path = pathlib.Path(__file__).with_name('coco.json')
    path.write_text(json.dumps(goldens, separators=(',', ':')) + '\n')
    print(path, path.stat().st_size, 'bytes', [case['stats'][:3] for case in cases])
