"""gRPC's own clients for health and reflection, from their Python packages, in JSON.

    health_and_reflection.py SERVER
"""

import json
import sys

import grpc
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase


def main(server):
    with grpc.insecure_channel(server) as channel:
        health = health_pb2_grpc.HealthStub(channel)

        def check(service):
            try:
                status = health.Check(health_pb2.HealthCheckRequest(service=service)).status
                return health_pb2.HealthCheckResponse.ServingStatus.Name(status)
            except grpc.RpcError as error:
                return error.code().name

        watched = health.Watch(health_pb2.HealthCheckRequest(service=""))
        first = health_pb2.HealthCheckResponse.ServingStatus.Name(next(watched).status)
        watched.cancel()

        database = ProtoReflectionDescriptorDatabase(channel)
        services = sorted(database.get_services())
        pool = DescriptorPool(database)
        methods = {}
        for name in ("farsight.v1.Farsight", "InferenceServer.Inference"):
            descriptor = pool.FindServiceByName(name)
            methods[name] = {
                method.name: [method.input_type.full_name, method.output_type.full_name]
                for method in descriptor.methods
            }
        json.dump(
            {
                "health": {name: check(name) for name in ("", "farsight.v1.Farsight", "InferenceServer.Inference", "no")},
                "watch": first,
                "services": services,
                "methods": methods,
            },
            sys.stdout,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
