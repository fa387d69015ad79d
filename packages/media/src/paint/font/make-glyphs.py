"""Makes glyphs.ts: the letters of DejaVu Sans Bold as small grey pictures, for the painter.

Needs Pillow and the font (Debian: fonts-dejavu-core; pip: matplotlib carries it):
    python3 make-glyphs.py /usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf
Writes glyphs.ts beside this file. The font's licence is in LICENCE.txt, also beside it.

Layout before compression, per glyph in the order of `characters`, all 16-bit little-endian and signed: advance in 1/64
pixel, left, top (of the picture, from the pen and the baseline, y down), width, height; then all pictures one after the
other, row by row, two pixels a byte (high nibble first), 16 levels of coverage, each picture starting at a new byte.
"""
import base64
import pathlib
import struct
import sys
import zlib

from PIL import Image, ImageDraw, ImageFont

EM = 48
LATIN_1 = [chr(c) for c in (*range(0x20, 0x7F), *range(0xA1, 0x100)) if c != 0xAD]
# Latin Extended-A, the Romanian letters that came later, Greek, Cyrillic: what European names are written in.
LATIN_2 = [chr(c) for c in (*range(0x100, 0x180), *range(0x218, 0x21C))]
GREEK = [chr(c) for c in (0x386, *range(0x388, 0x38B), 0x38C, *range(0x38E, 0x3A2), *range(0x3A3, 0x3CF))]
CYRILLIC = [chr(c) for c in (*range(0x400, 0x460), 0x490, 0x491)]
LETTERS = [*LATIN_1, *LATIN_2, *GREEK, *CYRILLIC]
SIGNS = list("–—‘’“”•…€™≤≥←↑→↓")
BOX = "\ufffd"


def picture(font, character):
    """Coverage of one glyph, 0..15, cropped, with its place."""
    left, top, right, bottom = font.getbbox(character, anchor="ls")
    size = (max(0, right - left), max(0, bottom - top))
    image = Image.new("L", size)
    if 0 not in size:
        ImageDraw.Draw(image).text((-left, -top), character, fill=255, font=font, anchor="ls")
    levels = [(value * 15 + 127) // 255 for value in image.tobytes()]
    return left, top, size, levels


def unknown_box():
    """A hollow box for characters that are not in the font."""
    width, height, line = 29, 35, 4
    levels = [
        15 if min(x, y, width - 1 - x, height - 1 - y) < line else 0 for y in range(height) for x in range(width)
    ]
    return 2, -height, (width, height), levels


def packed(levels):
    padded = levels + [0] * (len(levels) % 2)
    return bytes(high << 4 | low for high, low in zip(padded[::2], padded[1::2]))


def main(path):
    font = ImageFont.truetype(path, EM)
    table, pictures = b"", b""
    for character in [*LETTERS, *SIGNS, BOX]:
        if character == BOX:
            advance, (left, top, size, levels) = 34 * 64, unknown_box()
        else:
            advance, (left, top, size, levels) = round(font.getlength(character) * 64), picture(font, character)
        table += struct.pack("<5h", advance, left, top, *size)
        pictures += packed(levels)
    data = base64.b64encode(zlib.compress(table + pictures, 9)).decode()
    characters = "".join([*LETTERS, *SIGNS, BOX]).replace("\\", "\\\\").replace("'", "\\'")
    out = pathlib.Path(__file__).with_name("glyphs.ts")
    out.write_text(
        "// Made by make-glyphs.py from DejaVu Sans Bold; see LICENCE.txt. Do not edit.\n\n"
        "/** Pixels per em of the pictures. */\n"
        f"export const glyphEm = {EM};\n\n"
        "/** The characters there are pictures of; the last one stands for all others. */\n"
        f"export const glyphCharacters =\n  '{characters}';\n\n"
        "/** Table and pictures, deflated (zlib), base64; the layout is described in make-glyphs.py. */\n"
        f"export const glyphData =\n  '{data}';\n",
        encoding="utf-8",
    )
    print(len(data), "bytes of base64")


main(sys.argv[1])
