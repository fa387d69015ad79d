import { reflectionV1, reflectionV1alpha } from '@farsight/protocol/wire';
import { service, type Service } from '../grpc/service.js';
import { Status } from '../grpc/status.js';
import type { DescriptorIndex } from './descriptor-index.js';

type Request = reflectionV1.ServerReflectionRequest;
type Response = reflectionV1.ServerReflectionResponse;
type Outcome = NonNullable<Response['messageResponse']>;

/**
 * Server reflection, both versions (v1alpha has the same messages), so that tools such as grpcurl need no .proto files.
 * https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 *
 * @param services - Names of the services to list, besides reflection's own.
 */
export function reflectionServices(services: readonly string[]): readonly Service[] {
  const definitions = [
    reflectionV1.ServerReflectionDefinition,
    reflectionV1alpha.ServerReflectionDefinition,
  ] as const;
  const names = [...services, ...definitions.map(({ fullName }) => fullName)].sort();
  let index: Promise<DescriptorIndex> | undefined;
  // Read when first asked for: most servers never are, and it takes 5 MB.
  const loadIndex = (): Promise<DescriptorIndex> =>
    (index ??= import('./descriptor-index.js').then((module) => new module.DescriptorIndex()));

  async function* serverReflectionInfo(requests: AsyncIterable<Request>): AsyncGenerator<Response, void> {
    for await (const request of requests) {
      const messageResponse = answer(request.messageRequest, await loadIndex(), names);
      yield { validHost: request.host, originalRequest: request, messageResponse };
    }
  }
  return definitions.map((definition) => service(definition, { serverReflectionInfo }));
}

function answer(
  request: Request['messageRequest'],
  index: DescriptorIndex,
  services: readonly string[],
): Outcome {
  switch (request?.$case) {
    case 'listServices':
      return { $case: 'listServicesResponse', value: { service: services.map((name) => ({ name })) } };
    case 'fileByFilename':
      return files(index.byName(request.value), 'file');
    case 'fileContainingSymbol':
      return files(index.bySymbol(request.value), 'symbol');
    case 'fileContainingExtension':
      return files(undefined, 'extension');
    case 'allExtensionNumbersOfType':
      if (!index.has(request.value)) return notFound('type');
      return {
        $case: 'allExtensionNumbersResponse',
        value: { baseTypeName: request.value, extensionNumber: [] },
      };
    case undefined:
      return {
        $case: 'errorResponse',
        value: { errorCode: Status.INVALID_ARGUMENT, errorMessage: 'Expected a request but received none.' },
      };
  }
}

function files(fileDescriptorProto: Uint8Array[] | undefined, what: string): Outcome {
  if (fileDescriptorProto === undefined) return notFound(what);
  return { $case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function notFound(what: string): Outcome {
  const errorMessage = `This server has no such ${what}.`;
  return { $case: 'errorResponse', value: { errorCode: Status.NOT_FOUND, errorMessage } };
}
