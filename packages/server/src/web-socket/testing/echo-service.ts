import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { service, type CallContext, type Service } from '../../grpc/service.js';

const bytesType = {
  encode: (message: Uint8Array): BinaryWriter => new BinaryWriter().raw(message),
  decode: (input: Uint8Array): Uint8Array => {
    if (input[0] === 0xff) throw new RangeError('a message of no type');
    return input;
  },
};
const definition = {
  fullName: 'test.Echo',
  methods: {
    one: method('One', false, false),
    each: method('Each', true, true),
  },
} as const;

function method<In extends boolean, Out extends boolean>(
  name: string,
  requestStream: In,
  responseStream: Out,
) {
  return { name, requestType: bytesType, responseType: bytesType, requestStream, responseStream } as const;
}

/** What an {@link echoService} saw. */
export interface EchoCalls {
  /** Calls that are served now. */
  open: number;
  received: Uint8Array[];
  context: CallContext | undefined;
}

/**
 * A service of two methods, `/test.Echo/One` and `/test.Echo/Each`, which send back what they get. Bytes that begin with 255
 * are no message.
 *
 * @param answer - may do something else instead
 */
export function echoService(
  answer: (request: Uint8Array, context: CallContext) => AsyncIterable<Uint8Array> = echo,
): { readonly service: Service; readonly calls: EchoCalls } {
  const calls: EchoCalls = { open: 0, received: [], context: undefined };
  const echoing = service(definition, {
    one: (request, context) => {
      calls.context = context;
      return Promise.resolve(request);
    },
    async *each(requests, context) {
      calls.context = context;
      calls.open += 1;
      try {
        for await (const request of requests) {
          calls.received.push(request);
          yield* answer(request, context);
        }
      } finally {
        calls.open -= 1;
      }
    },
  });
  return { service: echoing, calls };
}

// eslint-disable-next-line @typescript-eslint/require-await -- what is there already, for what takes streams
async function* echo(request: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield request;
}
