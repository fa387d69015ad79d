"""A real RTSP server (GStreamer's) that plays a camera, for the system tests.

It serves /live until its input ends: a moving test picture (320x240, 25 frames a second), or a clip over and over, as it was
coded and at its own pace, from its beginning for each client. Prints the port it listens on, then a line per client that
connects. Each line that it is given is the path of a clip in the same format, which takes the place of the one that plays.
"""
import argparse
import os
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstApp, GstRtsp, GstRtspServer  # noqa: E402, F401

from rtsp_users import protect  # noqa: E402

# Parameter sets are the parsers', before each key frame. With --repeat-sets they are the payloaders' too, before each of its slices.
PAYLOADERS = {
    "h264": "rtph264pay name=pay0 pt=96",
    "h265": "rtph265pay name=pay0 pt=96",
    "vp8": "rtpvp8pay name=pay0 pt=96",
    "vp9": "rtpvp9pay name=pay0 pt=96",
    "jpeg": "rtpjpegpay name=pay0 pt=26",
}
ENCODERS = {
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25",
    "h265": "x265enc tune=zerolatency speed-preset=ultrafast key-int-max=25",
    "vp8": "vp8enc deadline=1 cpu-used=8 keyframe-max-dist=25",
    "vp9": "vp9enc deadline=1 cpu-used=8 keyframe-max-dist=25",
    "jpeg": "jpegenc",
}
PARSERS = {
    "h264": "h264parse config-interval=-1 ! video/x-h264,stream-format=byte-stream,alignment=au",
    "h265": "h265parse config-interval=-1 ! video/x-h265,stream-format=byte-stream,alignment=au",
    "vp8": "identity",
    "vp9": "identity",
    "jpeg": "jpegparse",
}
PICTURE = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=25/1"
CLIP = "appsrc name=clip is-live=true format=time max-bytes=0"


class Clip:
    """The coded frames of a file, in the order of decoding: (sample, presentation time in ns, length in ns)."""

    def __init__(self, path, codec):
        pipeline = Gst.parse_launch(
            f'filesrc location="{path}" ! qtdemux ! {PARSERS[codec]} ! appsink name=frames sync=false'
        )
        frames = pipeline.get_by_name("frames")
        pipeline.set_state(Gst.State.PLAYING)
        self.samples = []
        # None at the end, and after so long without a frame: what cannot be read has no end.
        while (sample := frames.try_pull_sample(10 * Gst.SECOND)) is not None:
            self.samples.append(sample)
        pipeline.set_state(Gst.State.NULL)
        if not self.samples:
            sys.exit(f"{path} has no {codec} video.")
        times = sorted(sample.get_buffer().pts for sample in self.samples)
        self.first = times[0]
        self.frame_ns = (times[-1] - times[0]) // (len(times) - 1)
        # How many frames each is shown after it is decoded, which is not before.
        ways = [
            round((sample.get_buffer().pts - self.first) / self.frame_ns) - at
            for at, sample in enumerate(self.samples)
        ]
        self.delays = [way - min(ways) for way in ways]


class Player:
    """Gives one client's pipeline the frames of a clip, one after the other, at the pace of a clock."""

    def __init__(self, media, camera):
        self.source = media.get_element().get_by_name("clip")
        self.camera = camera
        self.clip = camera.clip
        self.at = camera.begin
        self.begun_ns = None
        self.start_ns = 0
        self.now_ns = 0
        self.has_left = False
        media.connect("unprepared", self.leave)
        GLib.timeout_add(self.clip.frame_ns // Gst.MSECOND // 2, self.push)

    def leave(self, _):
        self.has_left = True

    def push(self):
        """Gives what is due; called again and again until it returns False."""
        clock = self.source.get_clock()
        # Until it runs, its time counts from nothing; it may be told to run from a little later on.
        if self.begun_ns is None and clock is not None and 0 < self.source.get_base_time() <= clock.get_time():
            self.begun_ns = time.monotonic_ns()
            self.start_ns = clock.get_time() - self.source.get_base_time()
        while not self.has_left and self.begun_ns is not None and self.is_due():
            if self.camera.clip is not self.clip:
                self.clip, self.at = self.camera.clip, 0
            # The pipeline may not be ready to take anything yet.
            if self.source.push_sample(self.sample()) != Gst.FlowReturn.OK:
                break
            self.at += 1
            self.now_ns += self.clip.frame_ns
        return not self.has_left

    def is_due(self):
        return self.begun_ns + self.now_ns <= time.monotonic_ns()

    def sample(self):
        """The next frame; its time as far from that of its decoding as in the file."""
        at = self.at % len(self.clip.samples)
        sample = self.clip.samples[at]
        buffer = sample.get_buffer().copy()
        buffer.pts = self.start_ns + self.now_ns + self.clip.delays[at] * self.clip.frame_ns
        buffer.dts = Gst.CLOCK_TIME_NONE
        return Gst.Sample.new(buffer, sample.get_caps(), None, None)


class Camera:
    """What is played: a clip from its `begin`th frame, or the test picture."""

    def __init__(self, options):
        self.codec = options.codec
        self.begin = options.begin
        self.udp_only = options.udp_only
        self.payloader = PAYLOADERS[options.codec]
        if options.repeat_sets:
            self.payloader += " config-interval=-1"
        self.clip = None if options.clip is None else Clip(options.clip, self.codec)

    def factory(self):
        factory = GstRtspServer.RTSPMediaFactory()
        source = f"{PICTURE} ! {ENCODERS[self.codec]} ! {PARSERS[self.codec]}" if self.clip is None else CLIP
        factory.set_launch(f"( {source} ! {self.payloader} )")
        factory.set_shared(self.clip is None)
        if self.udp_only:
            factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
        if self.clip is not None:
            factory.connect("media-configure", self.play)
        return factory

    def play(self, _, media):
        Player(media, self)

    def take_orders(self):
        for line in sys.stdin:
            self.clip = Clip(line.strip(), self.codec)
        # Whoever started this has gone.
        os._exit(0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codec", choices=PAYLOADERS)
    parser.add_argument("--port", default="0", help="where to listen; default: any that is free")
    parser.add_argument("--clip", help="an MP4 or QuickTime file in this format")
    parser.add_argument("--begin", type=int, default=0, help="the frame of the clip to begin with")
    parser.add_argument("--repeat-sets", action="store_true", help="send parameter sets before each slice of a key frame")
    parser.add_argument("--udp-only", action="store_true", help="refuse media over TCP")
    parser.add_argument("--user")
    parser.add_argument("--password")
    options = parser.parse_args()
    Gst.init(None)
    camera = Camera(options)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(options.port)
    factory = camera.factory()
    if options.user is not None:
        protect(server, factory, options.user, options.password)
    server.get_mount_points().add_factory("/live", factory)
    server.connect("client-connected", lambda *_: print("client", flush=True))
    server.attach(None)
    threading.Thread(target=camera.take_orders, daemon=True).start()
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


main()
