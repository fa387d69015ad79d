"""grpcio to grpcio: frames per second through one StreamInfer call to a service that only counts them.

    python carrier.py serve                       prints the port
    python carrier.py send PORT BYTES SECONDS     prints frames per second

Needs grpcio and grpcio-tools. The counterpart of benchmarks/carrier.ts.
"""

import pathlib
import sys
import tempfile
import time
from concurrent import futures

import grpc
from grpc_tools import protoc

PROTO = pathlib.Path(__file__).parents[2] / "packages/protocol/proto"
OPTIONS = [
    ("grpc.max_receive_message_length", 64 << 20),
    ("grpc.max_send_message_length", 64 << 20),
]


def generated():
    out = tempfile.mkdtemp()
    arguments = ["", f"-I{PROTO}", f"--python_out={out}", f"--grpc_python_out={out}"]
    if protoc.main([*arguments, "farsight/v1/farsight.proto"]) != 0:
        raise SystemExit("protoc failed")
    sys.path.insert(0, out)
    from farsight.v1 import farsight_pb2, farsight_pb2_grpc

    return farsight_pb2, farsight_pb2_grpc


pb, pb_grpc = generated()


class Counting(pb_grpc.FarsightServicer):
    def StreamInfer(self, requests, context):
        for request in requests:
            if request.WhichOneof("message") == "frame":
                reply = pb.FrameReply(index=request.frame.index, result=pb.FrameResult(width=1, height=1))
                yield pb.StreamInferResponse(reply=reply)


def serve():
    server = grpc.server(futures.ThreadPoolExecutor(4), options=OPTIONS)
    pb_grpc.add_FarsightServicer_to_server(Counting(), server)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    server.wait_for_termination()


def send(port, size, seconds):
    data = bytes(size)
    stop = time.monotonic() + seconds

    def frames():
        index = 0
        while time.monotonic() < stop:
            yield pb.StreamInferRequest(frame=pb.Frame(index=index, codec=pb.CODEC_JPEG, data=data))
            index += 1

    with grpc.insecure_channel(f"127.0.0.1:{port}", options=OPTIONS) as channel:
        start = time.monotonic()
        answered = sum(1 for _ in pb_grpc.FarsightStub(channel).StreamInfer(frames()))
        print(answered / (time.monotonic() - start))


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        send(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
