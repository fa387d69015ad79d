"""An RTSP camera whose every picture shows the time at which it was made: H.264, over a background that moves.

Usage: glass_camera.py WIDTH HEIGHT FRAMES_PER_SECOND
Prints the port it listens on and the milliseconds of CLOCK_MONOTONIC, and serves /clock until it is killed.

The time is 32 bits of milliseconds and 16 bits of CRC (CCITT, from 0), the highest first: 48 blocks of 16x16 pixels,
white for 1 and black for 0, in two rows of 24 from the upper left corner. benchmarks/glass-clock.ts reads them.
"""
import binascii
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstApp, GstRtspServer  # noqa: E402, F401

BLOCK = 16
BLOCKS_PER_ROW = 24
BLACK, WHITE = bytes([16]) * BLOCK, bytes([235]) * BLOCK


def milliseconds():
    return time.monotonic_ns() // 1_000_000


def clock_rows(now):
    """The two rows of blocks, one line of pixels each."""
    data = (now & 0xFFFFFFFF).to_bytes(4, "big")
    code = data + binascii.crc_hqx(data, 0).to_bytes(2, "big")
    bits = "".join(f"{byte:08b}" for byte in code)
    blocks = [WHITE if bit == "1" else BLACK for bit in bits]
    return b"".join(blocks[:BLOCKS_PER_ROW]), b"".join(blocks[BLOCKS_PER_ROW:])


class Camera:
    """Fills one appsrc at a steady rate until its pipeline goes away."""

    def __init__(self, source, width, height, rate):
        self.source, self.width, self.height, self.rate = source, width, height, rate
        # Waves twice as high as the picture: each frame is a window into them, a line further down.
        lines = (bytes((x * (y % height + 80) // 64) % 160 + 48 for x in range(width)) for y in range(2 * height))
        self.waves = b"".join(lines)
        self.chroma = bytes([128]) * (width * height // 2)

    def picture(self, now, index):
        start = index % self.height * self.width
        luma = bytearray(self.waves[start : start + self.width * self.height])
        for row, line in enumerate(clock_rows(now)):
            for y in range(row * BLOCK, (row + 1) * BLOCK):
                luma[y * self.width : y * self.width + len(line)] = line
        return bytes(luma) + self.chroma

    def run(self):
        begin = time.monotonic()
        index = 0
        while True:
            time.sleep(max(0.0, begin + index / self.rate - time.monotonic()))
            picture = self.picture(milliseconds(), index)
            if self.source.emit("push-buffer", Gst.Buffer.new_wrapped(picture)) != Gst.FlowReturn.OK:
                return
            index += 1


def main(width, height, rate):
    Gst.init(None)

    def configured(_, media):
        source = media.get_element().get_by_name("pictures")
        camera = Camera(source, width, height, rate)
        threading.Thread(target=camera.run, daemon=True).start()

    factory = GstRtspServer.RTSPMediaFactory()
    # A camera whose encoder is late leaves pictures out rather than collect them.
    factory.set_launch(
        "( appsrc name=pictures is-live=true do-timestamp=true format=time max-buffers=2 leaky-type=downstream "
        f"caps=video/x-raw,format=I420,width={width},height={height},framerate={rate}/1 "
        "! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 ! rtph264pay name=pay0 pt=96 )"
    )
    factory.set_shared(True)
    factory.connect("media-configure", configured)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    server.get_mount_points().add_factory("/clock", factory)
    server.attach(None)
    print(server.get_bound_port(), milliseconds(), flush=True)
    GLib.MainLoop().run()


main(*map(int, sys.argv[1:]))
