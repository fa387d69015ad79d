"""An existing client of the InferenceServer protocol: StreamInit, then raw frames, results paired by counting.

    inference_server_client.py SERVER JOBS

JOBS is JSON: [{"network", "frames": [{"path", "width", "height", "channels", "repeat"?}], "clientLimit"?}]. A job with "input"
and "results" instead of frames has the server open that source (Infer) and takes so many results. Every job is a connection of
its own; all streams run at the same time. Prints JSON: per job {"status", "results"} or {"status", "error"}.
"""

import itertools
import json
import struct
import sys
import threading

import grpc
import inference_server_pb2 as pb
import inference_server_pb2_grpc as rpc


def frames(job):
    for frame in job["frames"]:
        with open(frame["path"], "rb") as file:
            data = file.read()
        image = pb.Image(width=frame["width"], height=frame["height"], channels=frame["channels"], image=data)
        for _ in range(frame.get("repeat", 1)):
            yield pb.StreamInferenceRequest(image=image)


def unpack(code, data):
    return list(struct.unpack(f"<{len(data) // 4}{code}", data))


def read(result):
    answer = {}
    if result.HasField("obj"):
        meta = result.obj
        answer["obj"] = {
            "boxes": unpack("f", meta.boxes),
            "scores": unpack("f", meta.scores),
            "classes": unpack("i", meta.classes),
        }
    if result.HasField("classifier"):
        meta = result.classifier
        answer["classifier"] = {
            "scores": [unpack("f", item) for group in meta.scores for item in group.scores],
            "boxes": [unpack("f", item) for group in meta.boxes for item in group.boxes],
            "classes": [unpack("i", item) for group in meta.classes for item in group.classes],
        }
    if result.HasField("image"):
        answer["image"] = len(result.image.image)
    return answer


def run(server, job, answers, index, together):
    limit = job.get("clientLimit", 8_400_000)
    options = [
        ("grpc.max_send_message_length", limit),
        ("grpc.max_receive_message_length", limit),
        # A connection of its own: channels with equal options to one server would share theirs.
        ("grpc.use_local_subchannel_pool", 1),
    ]
    with grpc.insecure_channel(server, options=options) as channel:
        stub = rpc.InferenceStub(channel)
        answer = answers[index] = {"status": None}
        try:
            if "input" in job:
                together.wait()
                call = stub.Infer(pb.InferenceRequest(network=job["network"] or "", input=job["input"]))
                answer["results"] = [read(result) for result in itertools.islice(call, job["results"])]
                call.cancel()
                return
            if job["network"] is not None:
                answer["status"] = stub.StreamInit(pb.InitInferenceRequest(network=job["network"])).status
            together.wait()
            if not answer["status"]:
                answer["results"] = [read(result) for result in stub.StreamInfer(frames(job))]
        except grpc.RpcError as error:
            together.abort()
            answer["error"] = {"code": error.code().name, "details": error.details()}


def main(server, jobs):
    jobs = json.loads(jobs)
    answers = [None] * len(jobs)
    # Every StreamInit is answered before any frame is sent, so that one client's choice could disturb another's.
    together = threading.Barrier(len(jobs), timeout=60)
    threads = [
        threading.Thread(target=run, args=(server, job, answers, index, together)) for index, job in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
