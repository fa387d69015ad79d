// Generated messages and service definitions, one namespace per protobuf package.
export * as farsightV1 from './gen/farsight/v1/farsight.js';
export * as inferenceServer from './gen/inference_server/inference_server.js';
export * as healthV1 from './gen/grpc/health/v1/health.js';
export * as reflectionV1 from './gen/grpc/reflection/v1/reflection.js';
export * as reflectionV1alpha from './gen/grpc/reflection/v1alpha/reflection.js';
export { fileDescriptorSetBase64 } from './gen/descriptors.js';
