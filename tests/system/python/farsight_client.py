"""A foreign client of farsight.v1, made from the project's .proto: everything it can ask, in JSON.

    farsight_client.py SERVER NETWORK TOKEN IMAGE...
"""

import json
import sys
import threading

import grpc
from farsight.v1 import farsight_pb2 as pb
from farsight.v1 import farsight_pb2_grpc as rpc


def options(network):
    return pb.RunOptions(networks=[network], score_threshold=0.4)


def requests(network, images, credits):
    yield pb.StreamInferRequest(
        open=pb.StreamOpen(
            stream_id="python", options=options(network), delivery=pb.DELIVERY_LOSSLESS, max_in_flight=2
        )
    )
    for index, image in enumerate(images):
        credits.acquire()
        frame = pb.Frame(index=index, pts_us=40_000 * index, codec=pb.CODEC_JPEG, data=image)
        yield pb.StreamInferRequest(frame=frame)


def read_result(result):
    tasks = {task.task: getattr(task, task.WhichOneof("result")) for task in result.tasks}
    return {
        "size": [result.width, result.height],
        "tasks": {
            name: {"boxes": list(found.boxes), "scores": list(found.scores), "classes": list(found.class_ids)}
            for name, found in tasks.items()
        },
        "runMs": result.timings.run_ms,
    }


def stream(stub, network, images, metadata):
    credits = threading.Semaphore(0)
    answer = {"replies": []}
    for response in stub.StreamInfer(requests(network, images, credits), metadata=metadata):
        kind = response.WhichOneof("message")
        if kind == "info":
            info = response.info
            answer["streamId"] = info.stream_id
            answer["granted"] = info.max_in_flight
            answer["labels"] = {task.name: list(task.labels) for net in info.networks for task in net.tasks}
            credits.release(info.max_in_flight)
        elif kind == "reply":
            credits.release()
            reply = response.reply
            outcome = (
                {"error": reply.error.code} if reply.HasField("error") else {"result": read_result(reply.result)}
            )
            answer["replies"].append({"index": reply.index, "ptsUs": reply.pts_us, "dropped": reply.dropped, **outcome})
        else:
            summary = response.summary
            answer["summary"] = [summary.received, summary.answered, summary.dropped]
    return answer


def attempt(call):
    try:
        return call()
    except grpc.RpcError as error:
        trailers = dict(error.trailing_metadata() or ())
        return {"status": error.code().name, "code": trailers.get("farsight-code"), "details": error.details()}


def main(server, network, token, *paths):
    metadata = [("authorization", f"Bearer {token}")] if token else []
    images = []
    for path in paths:
        with open(path, "rb") as file:
            images.append(file.read())
    with grpc.insecure_channel(server, options=[("grpc.max_send_message_length", -1)]) as channel:
        stub = rpc.FarsightStub(channel)
        call = {"metadata": metadata}

        def describe():
            return stub.DescribeNetwork(pb.DescribeNetworkRequest(network=network), **call).network

        def infer():
            frame = pb.Frame(codec=pb.CODEC_JPEG, data=images[0])
            return read_result(stub.Infer(pb.InferRequest(options=options(network), frame=frame), **call).result)

        answers = {
            "list": attempt(lambda: [net.name for net in stub.ListNetworks(pb.ListNetworksRequest(), **call).networks]),
            "describe": attempt(lambda: {task.name: list(task.labels) for task in describe().tasks}),
            "infer": attempt(infer),
            "stream": attempt(lambda: stream(stub, network, images, metadata)),
        }
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
