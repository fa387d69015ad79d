"""The three steps of a client, from the .proto alone: connect, create the stream, iterate.

    python stream_images.py 127.0.0.1:5000 codes-nano photo1.jpg photo2.jpg
"""

import sys
import threading

import grpc
from farsight.v1 import farsight_pb2 as pb
from farsight.v1 import farsight_pb2_grpc as rpc

CODECS = {b"\xff\xd8\xff": pb.CODEC_JPEG, b"\x89PN": pb.CODEC_PNG, b"RIF": pb.CODEC_WEBP}


def requests(network, files, credits):
    """Opens the stream, then sends each frame once there is a credit for it: the server grants them."""
    yield pb.StreamInferRequest(open=pb.StreamOpen(options=pb.RunOptions(networks=[network])))
    for index, path in enumerate(files):
        credits.acquire()
        with open(path, "rb") as file:
            data = file.read()
        codec = CODECS.get(data[:3], pb.CODEC_UNSPECIFIED)
        yield pb.StreamInferRequest(frame=pb.Frame(index=index, codec=codec, data=data))


def show(path, result, labels):
    print(f"{path}: {result.width}x{result.height}")
    for task in result.tasks:
        kind = task.WhichOneof("result")
        # The kind tells what a result has: boxes, masks, texts ... Here, boxes and classes.
        if kind not in ("detections", "classifications"):
            print(f"  {task.task}: {kind}")
            continue
        found = getattr(task, kind)
        for i, (class_id, score) in enumerate(zip(found.class_ids, found.scores)):
            box = found.boxes[4 * i : 4 * i + 4] if kind == "detections" else []
            print(f"  {labels[task.task][class_id]} {score:.2f}", *(round(x) for x in box))


def main(server="127.0.0.1:5000", network="codes-nano", *files):
    credits = threading.Semaphore(0)
    labels = {}

    # 1. Connect.
    with grpc.insecure_channel(server) as channel:
        # 2. Create the stream.
        stream = rpc.FarsightStub(channel).StreamInfer(requests(network, files, credits))

        # 3. Iterate.
        for response in stream:
            kind = response.WhichOneof("message")
            if kind == "info":
                labels = {task.name: task.labels for net in response.info.networks for task in net.tasks}
                credits.release(response.info.max_in_flight)
            elif kind == "reply":
                credits.release()
                reply = response.reply
                path = files[reply.index]
                if reply.HasField("error"):
                    print(f"{path}: {reply.error.code} {reply.error.message}")
                else:
                    show(path, reply.result, labels)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except grpc.RpcError as error:
        code = dict(error.trailing_metadata() or ()).get("farsight-code", error.code().name)
        sys.exit(f"{code}: {error.details()}")
