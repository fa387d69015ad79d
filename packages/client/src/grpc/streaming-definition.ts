import type { ServiceDefinition } from 'nice-grpc';
import { farsightV1 } from '@farsight/protocol/wire';
import { encodeRequest } from '../encode-request.js';

const { FarsightDefinition, StreamInferRequest, StreamInferResponse } = farsightV1;

/** The streaming call alone, with an encoder for frames that spares their bytes. */
export const streamingDefinition = {
  streamInfer: {
    path: `/${FarsightDefinition.fullName}/${FarsightDefinition.methods.streamInfer.name}`,
    requestStream: true,
    responseStream: true,
    requestSerialize: encodeRequest,
    requestDeserialize: (bytes: Uint8Array): farsightV1.StreamInferRequest =>
      StreamInferRequest.decode(bytes),
    responseSerialize: (response: farsightV1.StreamInferResponse): Uint8Array =>
      StreamInferResponse.encode(response).finish(),
    responseDeserialize: (bytes: Uint8Array): farsightV1.StreamInferResponse =>
      StreamInferResponse.decode(bytes),
    options: {},
  },
} as const satisfies ServiceDefinition;
