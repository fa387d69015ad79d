"""Compares decodeImage with cv2.imread over a folder of pictures, and encodeJpeg with cv2.imencode on what they show.

    npm run build
    /tmp/venv/bin/python packages/media/goldens/compare_with_opencv.py FOLDER

(see make_goldens.py for the environment). Prints each picture that differs, then one line for all of them.
"""

import pathlib
import subprocess
import sys
import tempfile

import cv2
import numpy as np

MEDIA = pathlib.Path(__file__).resolve().parent.parent
QUALITY = 90

DUMP = f"""
import {{ readFileSync, writeFileSync }} from 'node:fs';
const {{ decodeImage, encodeJpeg }} = await import('{(MEDIA / "dist/index.js").as_uri()}');
const [file, out] = process.argv.slice(1);
const pixels = decodeImage(readFileSync(file), {{ maxPixels: 1e9 }});
writeFileSync(out + '.raw', pixels.data);
writeFileSync(out + '.jpg', encodeJpeg(pixels, {{ quality: {QUALITY} }}));
"""


def ours(file, scratch):
    out = pathlib.Path(scratch) / "out"
    subprocess.run(["node", "--input-type=module", "-e", DUMP, str(file), str(out)], check=True)
    return np.fromfile(f"{out}.raw", np.uint8), pathlib.Path(f"{out}.jpg").read_bytes()


def compare(file, scratch):
    expected = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if expected is None:
        return None
    pixels, encoded = ours(file, scratch)
    grey = pixels.size * 3 == expected.size
    rgb = (np.repeat(pixels, 3) if grey else pixels).reshape(expected.shape)
    difference = np.abs(rgb.astype(int) - expected[..., ::-1])
    source = expected[..., 0] if grey else expected
    same = cv2.imencode(".jpg", source, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes() == encoded
    if difference.any() or not same:
        shares = f"{(difference > 0).mean():.3%} of the values differ, by up to {difference.max()}"
        print(f"{file}: {shares}; JPEG {'equal' if same else 'differs'}")
    return not difference.any(), same


def main():
    kinds = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
    files = sorted(f for f in pathlib.Path(sys.argv[1]).rglob("*") if f.suffix.lower() in kinds)
    with tempfile.TemporaryDirectory() as scratch:
        results = [result for result in (compare(f, scratch) for f in files) if result is not None]
    decoded, encoded = (sum(column) for column in zip(*results))
    print(f"{len(results)} pictures: {decoded} decoded without any difference, {encoded} encoded to the same bytes")


main()
