"""A real RTSP server (GStreamer's) that takes streams, for the system tests: what it is sent it writes into files.

Usage: rtsp_recorder.py PORT FOLDER [USER PASSWORD]
Prints the port it listens on (PORT, or any if that is 0), then the path of an MPEG transport stream per client that begins to
send to /live, and runs until it is killed.
"""
import os
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

from rtsp_users import protect  # noqa: E402

FROM_RTP_ALONE = 0


def main(port, folder, user=None, password=None):
    Gst.init(None)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(
        "( rtph264depay name=depay0 ! h264parse ! mpegtsmux ! filesink name=file sync=false buffer-mode=unbuffered )"
    )
    factory.set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
    factory.connect("media-configure", name_file(folder))
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    if user is not None:
        protect(server, factory, user, password)
    server.get_mount_points().add_factory("/live", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


def name_file(folder):
    def configure(_factory, media):
        path = os.path.join(folder, f"{os.getpid()}-{len(os.listdir(folder))}.ts")
        bin = media.get_element()
        bin.get_by_name("file").set_property("location", path)
        # Times are those of the sender, not smoothed by when packets arrive.
        media.connect("new-state", lambda *_: keep_times(bin.get_parent()))
        print(path, flush=True)

    return configure


def keep_times(pipeline):
    for element in pipeline.children if pipeline is not None else []:
        if element.get_name().startswith("rtpbin"):
            element.set_property("buffer-mode", FROM_RTP_ALONE)


main(*sys.argv[1:])
