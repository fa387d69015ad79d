"""A JPEG encoder for what other encoders do not write: scans of one component, any sampling, four components."""

import math

import numpy as np

ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8))
STEPS = np.array([8 + (i // 8 + i % 8) * 3 for i in range(64)])

# ITU-T T.81 annex K.3: counts by length, then symbols; luminance for all components.
DC_COUNTS, DC_SYMBOLS = bytes.fromhex("00010501010101010100000000000000"), bytes(range(12))
AC_COUNTS = bytes.fromhex("0002010303020403050504040000017d")
AC_SYMBOLS = bytes.fromhex(
    "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a"
    "434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8"
    "a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
)


def codes(counts, symbols):
    table, code, at = {}, 0, 0
    for length, count in enumerate(counts, 1):
        for symbol in symbols[at : at + count]:
            table[symbol] = format(code, f"0{length}b")
            code += 1
        at += count
        code <<= 1
    return table


DC, AC = codes(DC_COUNTS, DC_SYMBOLS), codes(AC_COUNTS, AC_SYMBOLS)
BASIS = np.array([[math.sqrt((1 if u == 0 else 2) / 8) * math.cos((2 * x + 1) * u * math.pi / 16) for x in range(8)] for u in range(8)])


def segment(marker, body):
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + bytes(body)


def bits_of(value):
    size = abs(int(value)).bit_length()
    return size, "" if size == 0 else format(int(value) if value > 0 else int(value) + (1 << size) - 1, f"0{size}b")


def block_bits(block, previous):
    levels = np.round(BASIS @ (block - 128.0) @ BASIS.T).ravel() / STEPS
    levels = [int(round(levels[i])) for i in ZIGZAG]
    size, bits = bits_of(levels[0] - previous)
    out, run = DC[size] + bits, 0
    for level in levels[1:]:
        if level == 0:
            run += 1
            continue
        out += AC[0xF0] * (run // 16)
        size, bits = bits_of(level)
        out, run = out + AC[(run % 16) << 4 | size] + bits, 0
    return out + (AC[0] if run else ""), levels[0]


def packed(bits):
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")


def write_jpeg(planes, sampling, interleaved=True, huffman=True, adobe=None, ids=None, wide=False):
    """planes: full-size components; sampling: (h, v) of each; adobe: colour transform of the Adobe segment."""
    height, width = planes[0].shape
    h_max, v_max = (max(s[i] for s in sampling) for i in (0, 1))
    columns, rows = -(-width // (8 * h_max)), -(-height // (8 * v_max))
    ids = ids or bytes(range(1, len(planes) + 1))
    padded = []
    for plane, (h, v) in zip(planes, sampling):
        small = plane[:: v_max // v, :: h_max // h]
        padded.append(np.pad(small, ((0, rows * v * 8 - small.shape[0]), (0, columns * h * 8 - small.shape[1])), "edge"))

    out = b"\xff\xd8"
    if adobe is not None:
        out += segment(0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([adobe]))
    steps = [STEPS[i] for i in ZIGZAG]
    out += segment(0xDB, b"\x10" + np.array(steps, ">u2").tobytes() if wide else bytes([0, *steps]))
    frame = b"".join(bytes([i, h << 4 | v, 0]) for i, (h, v) in zip(ids, sampling))
    out += segment(0xC0, b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + bytes([len(planes)]) + frame)
    if huffman:
        out += segment(0xC4, b"\0" + DC_COUNTS + DC_SYMBOLS + b"\x10" + AC_COUNTS + AC_SYMBOLS)
    for members in [range(len(planes))] if interleaved else [[i] for i in range(len(planes))]:
        slots = b"".join(bytes([ids[i], 0 if huffman else 0]) for i in members)
        out += segment(0xDA, bytes([len(slots) // 2]) + slots + b"\0\x3f\0")
        out += packed(scan_bits(planes, padded, sampling, list(members), columns, rows, (h_max, v_max)))
    return out + b"\xff\xd9"


def scan_bits(planes, padded, sampling, members, columns, rows, most):
    previous, out = dict.fromkeys(members, 0), ""
    height, width = planes[0].shape
    for i, x, y in block_order(sampling, members, columns, rows, most, width, height):
        bits, previous[i] = block_bits(padded[i][y * 8 : y * 8 + 8, x * 8 : x * 8 + 8].astype(float), previous[i])
        out += bits
    return out


def block_order(sampling, members, columns, rows, most, width, height):
    if len(members) == 1:
        i = members[0]
        h, v = sampling[i]
        for y in range(-(-height * v // (8 * most[1]))):
            for x in range(-(-width * h // (8 * most[0]))):
                yield i, x, y
        return
    for row in range(rows):
        for column in range(columns):
            for i in members:
                h, v = sampling[i]
                yield from ((i, column * h + x, row * v + y) for y in range(v) for x in range(h))
