"""Makes the reference results of warps: warp-goldens.json (cases) and warp-goldens.bin (pixels). As make_goldens.py, with
OpenCV 4.6.0, whose pictures it shares; OpenCV 5.0.0 interpolates anew in warpPerspective and warpAffine (up to 5 levels off
in noise, more on a horizon), not in undistort.

    /tmp/goldens/bin/python packages/engine/goldens/make_warp_goldens.py
"""

import json
import pathlib

import cv2
import numpy as np

from make_goldens import pictures

FOLDER = pathlib.Path(__file__).parent


def perspective(picture, step):
    height, width = picture.shape[:2]
    matrix = np.float64(step["matrix"]).reshape(3, 3)
    return cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_LINEAR)


def undistort(picture, step):
    height, width = picture.shape[:2]
    fx, fy, cx, cy = (step[key] for key in ("fx", "fy", "cx", "cy"))
    camera = np.float64([[fx * width, 0, cx * width], [0, fy * height, cy * height], [0, 0, 1]])
    return cv2.undistort(picture, camera, np.float64(step["coefficients"]))


def align(picture, step):
    """The least squares over all points: a, b, tx, ty of [a -b tx; b a ty]."""
    points = np.float64(step["landmarks"]).reshape(-1, 2)
    rows = [row for x, y in points for row in ((x, -y, 1, 0), (y, x, 0, 1))]
    goal = np.stack([step["templateX"], step["templateY"]], axis=-1).reshape(-1)
    a, b, x, y = np.linalg.lstsq(np.float64(rows), goal, rcond=None)[0]
    matrix = np.float64([[a, -b, x], [b, a, y]])
    return cv2.warpAffine(picture, matrix, (step["width"], step["height"]), flags=cv2.INTER_LINEAR)


WARPS = {"perspective": perspective, "camera-undistort": undistort, "face-align": align}


def cases():
    def lens(coefficients):
        return {"op": "camera-undistort", "fx": 0.9, "fy": 1.1, "cx": 0.48, "cy": 0.53, "coefficients": coefficients}

    def matrix(*values):
        return {"op": "perspective", "matrix": values}

    def face(landmarks):
        template = {"templateX": [6.5, 14.1, 10.2, 7.4, 13.6], "templateY": [9.3, 9.2, 13.4, 17.2, 17.1]}
        return {"op": "face-align", "width": 20, "height": 24, "landmarks": landmarks, **template}

    yield "moved by part of a pixel", matrix(1, 0, 2.3, 0, 1, -1.7, 0, 0, 1)
    yield "turned and made smaller", matrix(0.6, -0.3, 9, 0.25, 0.7, 3, 0, 0, 1)
    yield "seen from the side", matrix(1.3, 0.2, -4, 0.05, 1.1, 2, 0.004, -0.003, 1)
    yield "with a horizon", matrix(0.9, 0.1, 3, -0.2, 0.8, 8, 0.02, 0.05, -1)
    yield "barrel", lens([-0.35, 0.12, 0, 0, 0])
    yield "cushion, not centred", lens([0.3, -0.1, 0.01, -0.02, 0.05])
    yield "a face", face([11.2, 12.5, 24.8, 10.1, 18.9, 18.0, 14.3, 26.2, 25.5, 24.4])
    yield "a face at the edge", face([1.5, 3.2, 7.9, 2.0, 3.3, 6.0, 1.0, 10.2, 6.1, 9.9])


def main():
    blob = bytearray()
    rows = []
    for image, picture in pictures().items():
        for name, step in cases():
            pixels = WARPS[step["op"]](picture, step)
            size = {"width": pixels.shape[1], "height": pixels.shape[0]}
            rows.append({"name": f"{name}, {image}", "image": image, "step": step, **size, "offset": len(blob)})
            blob.extend(np.ascontiguousarray(pixels).tobytes())
    (FOLDER / "warp-goldens.bin").write_bytes(blob)
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    (FOLDER / "warp-goldens.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
