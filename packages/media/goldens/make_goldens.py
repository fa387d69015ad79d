"""Makes images/: small pictures of every kind, and the pixels OpenCV reads from them.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install opencv-python-headless==5.0.0.* pillow==13.0.0 numpy
    /tmp/venv/bin/python packages/media/goldens/make_goldens.py

Each NAME.EXT comes with NAME.EXT.gz: the pixels of cv2.imdecode as RGB, row by row; index.json lists them with their
size, and with the largest difference a decoder may show: 0 unless the format leaves the last step to the decoder.
"""

import gzip
import io
import json
import pathlib

import cv2
import numpy as np
from PIL import Image

from jpeg_writer import write_jpeg

FOLDER = pathlib.Path(__file__).parent / "images"
index = []


def picture(width, height, seed=1):
    """Gradients, edges and some noise: RGB."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    rng = np.random.default_rng(seed)
    image = np.stack(
        [x * 255 / max(width - 1, 1), 128 + 100 * np.sin(y / 3 + x / 5), y * 255 / max(height - 1, 1)], axis=-1
    )
    image[(x // 6 + y // 5) % 5 == 0] = (230, 20, 40)
    image[(x - width / 2) ** 2 + (y - height / 2) ** 2 < (min(width, height) / 4) ** 2] = (10, 60, 200)
    image += rng.normal(0, 4, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


def add(name, data, tolerance=0):
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise SystemExit(f"OpenCV cannot read {name}.")
    if pixels.dtype != np.uint8:
        raise SystemExit(f"{name}: {pixels.dtype}")
    rgb = np.ascontiguousarray(pixels[..., ::-1])
    (FOLDER / name).write_bytes(data)
    (FOLDER / f"{name}.gz").write_bytes(gzip.compress(rgb.tobytes(), 9, mtime=0))
    entry = {"file": name, "width": rgb.shape[1], "height": rgb.shape[0]}
    index.append(entry | ({"tolerance": tolerance} if tolerance else {}))


def saved(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def jpeg(rgb, **options):
    return saved(Image.fromarray(rgb), "JPEG", **({"quality": 85} | options))


def exif(orientation, endian=b"II"):
    """An EXIF block with nothing but the orientation."""
    n = "little" if endian == b"II" else "big"
    tag = (0x0112).to_bytes(2, n) + (3).to_bytes(2, n) + (1).to_bytes(4, n) + orientation.to_bytes(2, n) + b"\0\0"
    tiff = endian + (42).to_bytes(2, n) + (8).to_bytes(4, n) + (1).to_bytes(2, n) + tag + bytes(4)
    return b"Exif\0\0" + tiff


def jpegs():
    rgb = picture(57, 45)
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        add(f"baseline-{name}.jpg", jpeg(rgb, subsampling=subsampling))
        add(f"progressive-{name}.jpg", jpeg(rgb, subsampling=subsampling, progressive=True))
    for name in ("440", "411"):
        factor = getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{name}")
        add(f"baseline-{name}.jpg", cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor])[1].tobytes())
    add("optimised.jpg", jpeg(rgb, optimize=True))
    add("quality-1.jpg", jpeg(rgb, quality=1))
    add("quality-100.jpg", jpeg(rgb, quality=100, subsampling=2))
    add("restarts.jpg", jpeg(rgb, restart_marker_blocks=3))
    add("restarts-progressive.jpg", jpeg(rgb, restart_marker_blocks=2, progressive=True))
    grey = Image.fromarray(rgb).convert("L")
    add("grey.jpg", saved(grey, "JPEG", quality=85))
    add("grey-progressive.jpg", saved(grey, "JPEG", quality=85, progressive=True))
    add("rgb.jpg", jpeg(rgb, keep_rgb=True))
    add("cmyk.jpg", saved(Image.fromarray(picture(40, 31)).convert("CMYK"), "JPEG", quality=85))
    for width, height in ((1, 1), (2, 2), (3, 1), (4, 5), (5, 4), (8, 8), (15, 17), (16, 16), (17, 33), (33, 2)):
        add(f"size-{width}x{height}.jpg", jpeg(picture(width, height), subsampling=2))
    add("size-3x3-422.jpg", jpeg(picture(3, 3), subsampling=1))
    add("size-9x5-progressive.jpg", jpeg(picture(9, 5), subsampling=2, progressive=True))
    for orientation in range(1, 9):
        endian = b"MM" if orientation % 2 else b"II"
        add(f"exif-{orientation}.jpg", jpeg(picture(19, 13), exif=exif(orientation, endian)))
    add("trailing-bytes.jpg", jpeg(picture(20, 20)) + b"\xff\xd9\xff\xc0 not part of the picture" * 3)
    first, second = (Image.fromarray(picture(24, 16, seed)) for seed in (1, 2))
    add("two-pictures.mpo.jpg", saved(first, "MPO", save_all=True, append_images=[second]))

    ycc = np.asarray(Image.fromarray(picture(37, 29)).convert("YCbCr"))
    planes = [ycc[..., i] for i in range(3)]
    add("separate-scans.jpg", write_jpeg(planes, [(2, 2), (1, 1), (1, 1)], interleaved=False))
    add("no-huffman-tables.jpg", write_jpeg(planes, [(2, 2), (1, 1), (1, 1)], huffman=False))
    add("luma-1x2.jpg", write_jpeg(planes, [(1, 2), (1, 1), (1, 1)]))
    add("mixed-sampling.jpg", write_jpeg(planes, [(2, 2), (2, 1), (1, 2)]))
    add("chroma-finer.jpg", write_jpeg(planes, [(1, 1), (2, 1), (1, 2)]))
    add("sampling-4x1.jpg", write_jpeg(planes, [(4, 1), (1, 1), (2, 1)]))
    add("quantisation-16.jpg", write_jpeg(planes, [(1, 1)] * 3, wide=True))
    black = planes[0][::-1]
    add("ycck.jpg", write_jpeg([*planes, black], [(1, 1)] * 4, adobe=2))
    add("ycck-420.jpg", write_jpeg([*planes, black], [(2, 2), (1, 1), (1, 1), (2, 2)], adobe=2))
    add("ycc-by-adobe.jpg", write_jpeg(planes, [(1, 1)] * 3, adobe=1))
    add("rgb-by-ids.jpg", write_jpeg(planes, [(1, 1)] * 3, ids=b"RGB"))


def encoded():
    """What OpenCV makes of rgb.png and grey.png: our encoder must write the same bytes."""
    bgr = np.ascontiguousarray(picture(29, 23)[..., ::-1])
    for quality in (5, 90, 100):
        for name in ("420", "444"):
            factor = getattr(cv2, f"IMWRITE_JPEG_SAMPLING_FACTOR_{name}")
            options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor]
            add(f"encoded-{quality}-{name}.jpg", cv2.imencode(".jpg", bgr, options)[1].tobytes())
    grey = np.asarray(Image.fromarray(picture(29, 23)).convert("L"))
    add("encoded-grey-75.jpg", cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 75])[1].tobytes())


def pngs():
    rgb = Image.fromarray(picture(29, 23))
    alpha = Image.fromarray(picture(29, 23, 3)).convert("L")
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    add("rgb.png", saved(rgb, "PNG"))
    add("rgba.png", saved(rgba, "PNG"))
    add("grey.png", saved(rgb.convert("L"), "PNG"))
    add("grey-alpha.png", saved(rgba.convert("LA"), "PNG"))
    add("black-white.png", saved(rgb.convert("1"), "PNG"))
    for colours in (2, 4, 16, 200):
        add(f"palette-{colours}.png", saved(rgb.quantize(colours), "PNG"))
    add("palette-transparent.png", saved(rgb.quantize(16), "PNG", transparency=3))
    add("rgb-transparent.png", saved(rgb, "PNG", transparency=(230, 20, 40)))
    wide = (np.asarray(rgb).astype(np.uint16) * 257) ^ np.arange(29 * 23 * 3, dtype=np.uint16).reshape(23, 29, 3)
    add("rgb-16.png", cv2.imencode(".png", wide)[1].tobytes())
    add("grey-16.png", cv2.imencode(".png", wide[..., 0])[1].tobytes())
    wide_alpha = np.concatenate([wide, wide[::-1, :, :1]], axis=2)
    add("rgba-16.png", cv2.imencode(".png", wide_alpha)[1].tobytes())
    block = Image.Exif()
    block[0x0112] = 6
    add("exif-6.png", saved(rgb, "PNG", exif=block))
    add("size-1x1.png", saved(Image.fromarray(picture(1, 1)), "PNG"))


def webps():
    rgb = Image.fromarray(picture(45, 31))
    rgba = rgb.copy()
    rgba.putalpha(Image.fromarray(picture(45, 31, 3)).convert("L"))
    add("lossy.webp", saved(rgb, "WEBP", quality=80))
    add("lossy-alpha.webp", saved(rgba, "WEBP", quality=80))
    add("lossless.webp", saved(rgb, "WEBP", lossless=True))
    add("lossless-alpha.webp", saved(rgba, "WEBP", lossless=True, exact=True))
    for width, height in ((1, 1), (2, 3), (16, 17), (33, 4)):
        add(f"size-{width}x{height}.webp", saved(Image.fromarray(picture(width, height)), "WEBP", quality=90))
    add("exif-6.webp", saved(rgb, "WEBP", quality=60, exif=exif(6)[6:]))


def bmps():
    rgb = Image.fromarray(picture(23, 17))
    add("rgb.bmp", saved(rgb, "BMP"))
    add("rgba.bmp", saved(rgb.convert("RGBA"), "BMP"))
    add("grey.bmp", saved(rgb.convert("L"), "BMP"))
    add("palette.bmp", saved(rgb.quantize(100), "BMP"))
    add("black-white.bmp", saved(rgb.convert("1"), "BMP"))
    data = bytearray(saved(rgb, "BMP"))
    data[22:26] = (-17).to_bytes(4, "little", signed=True)
    add("from-top.bmp", bytes(data))
    add("555.bmp", short_bmp(picture(13, 9), green_bits=5))
    add("565.bmp", short_bmp(picture(13, 9), green_bits=6))


def short_bmp(rgb, green_bits):
    """A BMP of two bytes a pixel; with six bits of green it has to say so with masks."""
    height, width, _ = rgb.shape
    r, g, b = (rgb[::-1, :, i].astype(np.uint16) for i in range(3))
    pixels = (r >> 3) << (5 + green_bits) | (g >> (8 - green_bits)) << 5 | b >> 3
    rows = np.pad(pixels, ((0, 0), (0, width % 2))).astype("<u2").tobytes()
    masks = np.array([0xF800, 0x07E0, 0x001F], "<u4").tobytes() if green_bits == 6 else b""
    start = 54 + len(masks)
    head = np.array([40, width, height], "<u4").tobytes() + np.array([1, 16], "<u2").tobytes()
    head += np.array([3 if masks else 0, len(rows), 2835, 2835, 0, 0], "<u4").tobytes()
    file = np.array([start + len(rows), 0, start], "<u4").tobytes()
    return b"BM" + file + head + masks + rows


def tiffs():
    rgb = Image.fromarray(picture(26, 18))
    for name in ("raw", "tiff_lzw", "tiff_deflate", "packbits"):
        add(f"rgb-{name.removeprefix('tiff_')}.tiff", saved(rgb, "TIFF", compression=None if name == "raw" else name))
    rgba = rgb.copy()
    rgba.putalpha(255)
    add("rgba.tiff", saved(rgba, "TIFF", compression="tiff_deflate"))
    add("grey.tiff", saved(rgb.convert("L"), "TIFF"))
    add("palette.tiff", saved(rgb.quantize(50), "TIFF"))
    add("black-white.tiff", saved(rgb.convert("1"), "TIFF"))
    wide = np.asarray(rgb).astype(np.uint16) * 257
    add("rgb-16.tiff", cv2.imencode(".tiff", wide)[1].tobytes())
    for orientation in (3, 6, 8):
        add(f"orientation-{orientation}.tiff", saved(rgb, "TIFF", tiffinfo={274: orientation}))


def video():
    """Raw yuv420p: planes Y, U, V one after the other."""
    planes = cv2.cvtColor(picture(38, 22), cv2.COLOR_RGB2YUV_I420)
    rgb = cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420)
    (FOLDER / "video-38x22.yuv").write_bytes(planes.tobytes())
    (FOLDER / "video-38x22.yuv.gz").write_bytes(gzip.compress(rgb.tobytes(), 9, mtime=0))


def main():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for make in (jpegs, encoded, pngs, webps, bmps, tiffs, video):
        make()
    lines = ",\n".join("  " + json.dumps(entry) for entry in index)
    (FOLDER / "index.json").write_text(f"[\n{lines}\n]\n")
    total = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(index)} pictures, {total / 1000:.0f} kB")


main()
