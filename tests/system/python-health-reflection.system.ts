import { describe, expect, it } from 'vitest';
import { serveBundled } from '../e2e/support/serve-bundled.js';
import { PythonClients } from './python/python-environment.js';

describe("gRPC's own Python clients", () => {
  it('see the health of the server and what it can be asked', async () => {
    await using python = await PythonClients.prepare();
    const { server, address } = await serveBundled();
    try {
      expect(await python.json('health_and_reflection.py', address)).toEqual({
        health: {
          '': 'SERVING',
          'farsight.v1.Farsight': 'SERVING',
          'InferenceServer.Inference': 'SERVING',
          no: 'NOT_FOUND',
        },
        watch: 'SERVING',
        services: [
          'InferenceServer.Inference',
          'farsight.v1.Farsight',
          'grpc.health.v1.Health',
          'grpc.reflection.v1.ServerReflection',
          'grpc.reflection.v1alpha.ServerReflection',
        ],
        methods: {
          'farsight.v1.Farsight': {
            ListNetworks: ['farsight.v1.ListNetworksRequest', 'farsight.v1.ListNetworksResponse'],
            DescribeNetwork: ['farsight.v1.DescribeNetworkRequest', 'farsight.v1.DescribeNetworkResponse'],
            Infer: ['farsight.v1.InferRequest', 'farsight.v1.InferResponse'],
            StreamInfer: ['farsight.v1.StreamInferRequest', 'farsight.v1.StreamInferResponse'],
            WatchSource: ['farsight.v1.WatchSourceRequest', 'farsight.v1.WatchSourceResponse'],
          },
          'InferenceServer.Inference': {
            Infer: ['InferenceServer.InferenceRequest', 'InferenceServer.Inferenceresult'],
            StreamInit: ['InferenceServer.InitInferenceRequest', 'InferenceServer.InitInferenceResponse'],
            StreamInfer: ['InferenceServer.StreamInferenceRequest', 'InferenceServer.Inferenceresult'],
          },
        },
      });
    } finally {
      await server.close();
    }
  });
});
