"""Makes the reference results that the kernels' specs compare with: goldens.json (cases) and goldens.bin (pixels, values).

    python3 -m venv /tmp/goldens && /tmp/goldens/bin/pip install numpy opencv-python-headless pillow
    /tmp/goldens/bin/python packages/engine/goldens/make_goldens.py

Made with OpenCV 4.6.0 and Pillow 13.0.0; OpenCV 5.0.0 gives the same, bit for bit. Everything here is written with those libraries and numpy alone, from the vendors' own code: Ultralytics'
LetterBox, YOLOX's preproc, torchvision's Resize and CenterCrop on PIL images.
"""

import json
import pathlib

import cv2
import numpy as np
from PIL import Image

FOLDER = pathlib.Path(__file__).parent
PIL_FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
CV_FILTERS = {
    "nearest": cv2.INTER_NEAREST,
    "bilinear": cv2.INTER_LINEAR,
    "bicubic": cv2.INTER_CUBIC,
    "lanczos": cv2.INTER_LANCZOS4,
}


def pictures():
    random = np.random.default_rng(7)
    noise = random.integers(0, 256, (30, 40, 3), dtype=np.uint8)
    y, x = np.mgrid[0:51, 0:37]
    waves = np.stack([127 + 120 * np.sin(x / 5 + y / 9), 4.7 * y, 255 - 6 * x], axis=-1)
    waves = np.clip(waves + random.normal(0, 6, waves.shape), 0, 255).astype(np.uint8)
    return {"noise": noise, "waves": waves}


def letterbox(picture, step):
    height, width = picture.shape[:2]
    ratio = min(step["height"] / height, step["width"] / width)
    if not step["scaleUp"]:
        ratio = min(ratio, 1.0)
    if step["rounding"] == "truncate":
        size = int(width * ratio), int(height * ratio)
    else:
        size = round(width * ratio), round(height * ratio)
    if size != (width, height):
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    missing_x, missing_y = step["width"] - size[0], step["height"] - size[1]
    if step["placement"] == "top-left":
        top, left, bottom, right = 0, 0, missing_y, missing_x
    else:
        top, bottom = round(missing_y / 2 - 0.1), round(missing_y / 2 + 0.1)
        left, right = round(missing_x / 2 - 0.1), round(missing_x / 2 + 0.1)
    value = (step["padValue"],) * 3
    return cv2.copyMakeBorder(picture, top, bottom, left, right, cv2.BORDER_CONSTANT, value=value)


def resize(picture, step):
    height, width = picture.shape[:2]
    if "width" in step["size"]:
        size = step["size"]["width"], step["size"]["height"]
    else:
        side = step["size"]["shorterSide"]
        size = (side, int(side * height / width)) if width <= height else (int(side * width / height), side)
    if step["antialias"]:
        return np.asarray(Image.fromarray(picture).resize(size, PIL_FILTERS[step["interpolation"]]))
    return cv2.resize(picture, size, interpolation=CV_FILTERS[step["interpolation"]])


def centercrop(picture, step):
    image = Image.fromarray(picture)
    missing_x, missing_y = max(0, step["width"] - image.width), max(0, step["height"] - image.height)
    if missing_x or missing_y:
        padded = Image.new(image.mode, (image.width + missing_x, image.height + missing_y))
        padded.paste(image, (missing_x // 2, missing_y // 2))
        image = padded
    top = int(round((image.height - step["height"]) / 2.0))
    left = int(round((image.width - step["width"]) / 2.0))
    return np.asarray(image.crop((left, top, left + step["width"], top + step["height"])))


def convert_color(picture, step):
    return cv2.cvtColor(picture, getattr(cv2, "COLOR_" + step["format"]))


def totensor(values, step):
    return values.astype(np.float32) / np.float32(255) if step["scale"] else values.astype(np.float32)


def normalize(values, step):
    return (values - np.float32(step["mean"])) / np.float32(step["std"])


def linear_scaling(values, step):
    return values / np.float32(step["mean"]) + np.float32(step["shift"])


def contrast_normalize(values, _step):
    return (values - values.min()) / (values.max() - values.min())


OPERATORS = {
    "letterbox": letterbox,
    "resize": resize,
    "centercrop": centercrop,
    "convert-color": convert_color,
    "totensor": totensor,
    "normalize": normalize,
    "linear-scaling": linear_scaling,
    "contrast-normalize": contrast_normalize,
}


def letterbox_step(width, height, scale_up=True, placement="center", rounding="half-even"):
    return {"op": "letterbox", "width": width, "height": height, "scaleUp": scale_up, "padValue": 114,
            "placement": placement, "rounding": rounding}


def resize_step(size, interpolation="bilinear", antialias=False):
    size = {"width": size[0], "height": size[1]} if isinstance(size, tuple) else {"shorterSide": size}
    return {"op": "resize", "size": size, "interpolation": interpolation, "antialias": antialias}


def crop_step(width, height):
    return {"op": "centercrop", "width": width, "height": height}


IMAGENET = {"op": "normalize", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
UNSCALED = {"op": "totensor", "scale": False}


def level_cases():
    """Results in levels 0..255: name, picture, colour, steps, largest difference allowed."""
    both = ("noise", "waves")
    for picture in both:
        yield f"letterbox down, {picture}", picture, "RGB", [letterbox_step(24, 24)], 0
        yield f"letterbox up, {picture}", picture, "RGB", [letterbox_step(60, 56)], 0
        yield f"letterbox never up, {picture}", picture, "RGB", [letterbox_step(50, 57, scale_up=False)], 0
        yield f"letterbox odd, {picture}", picture, "RGB", [letterbox_step(27, 23)], 0
        top_left = letterbox_step(29, 25, placement="top-left", rounding="truncate")
        yield f"letterbox top left, {picture}", picture, "BGR", [top_left], 0
        for name, tolerance in (("nearest", 0), ("bilinear", 0), ("bicubic", 1), ("lanczos", 1)):
            yield f"OpenCV {name} down, {picture}", picture, "RGB", [resize_step((21, 13), name)], tolerance
            yield f"OpenCV {name} up, {picture}", picture, "RGB", [resize_step((47, 56), name)], tolerance
            yield f"Pillow {name} down, {picture}", picture, "RGB", [resize_step((11, 15), name, True)], 0
            yield f"Pillow {name} up, {picture}", picture, "RGB", [resize_step((44, 61), name, True)], 0
            steps = [resize_step(19, name, True), crop_step(16, 14)]
            yield f"Pillow {name} to shorter side, cropped, {picture}", picture, "RGB", steps, 0
        yield f"half as large, {picture}", picture, "RGB", [resize_step((20, 15))], 0
        yield f"only narrower, {picture}", picture, "RGB", [resize_step((13, 30), "bicubic", True)], 0
        yield f"crop, {picture}", picture, "RGB", [crop_step(21, 26)], 0
        yield f"crop larger than the picture, {picture}", picture, "RGB", [crop_step(45, 56)], 0
        to_grey = {"op": "convert-color", "format": "RGB2GRAY"}
        yield f"grey, then resized, {picture}", picture, "RGB", [to_grey, resize_step((22, 20))], 0
        yield f"resized, then grey, {picture}", picture, "RGB", [resize_step((22, 20)), to_grey], 0


def value_cases():
    """Results in float32: as above."""
    torch = [resize_step(24, "bilinear", True), crop_step(20, 20), {"op": "totensor", "scale": True}, IMAGENET]
    yield "torch-imagenet", "waves", "RGB", torch, 1e-6
    caffe = {"op": "linear-scaling", "mean": [1], "shift": [-103.939, -116.779, -123.68]}
    yield "caffe-imagenet", "waves", "BGR", [resize_step(24), crop_step(20, 20), UNSCALED, caffe], 1e-4
    tf = {"op": "linear-scaling", "mean": [127.5], "shift": [-1]}
    yield "tf-imagenet", "noise", "RGB", [resize_step(24), crop_step(20, 20), UNSCALED, tf], 1e-6
    yolox = [letterbox_step(24, 24), {"op": "totensor", "scale": True}, IMAGENET]
    yield "yolox-letterbox", "noise", "RGB", yolox, 1e-6
    contrast = [letterbox_step(24, 24), UNSCALED, {"op": "contrast-normalize"}]
    yield "contrast-normalize", "waves", "RGB", contrast, 1e-6


def main():
    blob = bytearray()

    def stored(array):
        offset = len(blob)
        blob.extend(np.ascontiguousarray(array).tobytes())
        return offset

    sources = pictures()
    images = {name: {"width": p.shape[1], "height": p.shape[0], "offset": stored(p)} for name, p in sources.items()}
    cases = []
    for name, picture, color, steps, tolerance in [*level_cases(), *value_cases()]:
        values = sources[picture][..., ::-1] if color == "BGR" else sources[picture]
        values = np.ascontiguousarray(values)
        for step in steps:
            values = OPERATORS[step["op"]](values, step)
        height, width = values.shape[:2]
        planes = values.reshape(height, width, -1).transpose(2, 0, 1)
        if planes.dtype == np.float32:
            blob.extend(bytes(-len(blob) % 4))
        cases.append({
            "name": name, "image": picture, "colorFormat": color, "steps": steps, "tolerance": tolerance,
            "type": str(planes.dtype), "channels": planes.shape[0], "height": height, "width": width,
            "offset": stored(planes),
        })
    (FOLDER / "goldens.bin").write_bytes(blob)
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    text = f'{{\n  "images": {json.dumps(images)},\n  "cases": [\n{lines}\n  ]\n}}\n'
    (FOLDER / "goldens.json").write_text(text)


if __name__ == "__main__":
    main()
