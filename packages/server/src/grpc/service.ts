import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { FarsightError } from '@farsight/protocol';

/** What a service function knows of its call, besides the messages. */
export interface CallContext {
  /** Aborts when the client cancels or is gone, at the deadline and when the server stops; its reason is a FarsightError. */
  readonly signal: AbortSignal;
  /** Address and port of the client: for logs only. */
  readonly peer: string;
  /** The same object for all calls of one connection, and for no others. */
  readonly connection: object;
  /** Milliseconds since the epoch, or undefined if the client set none. */
  readonly deadlineMs: number | undefined;
  /** Request metadata by lower-case name; binary (`-bin`) values as sent, in base64. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** How messages of one type become bytes and back, as ts-proto generates it. */
export interface MessageType<T> {
  encode(message: T, writer?: BinaryWriter): BinaryWriter;
  decode(input: Uint8Array): T;
}

/** One method of a service, as ts-proto's generic definitions describe it. */
export interface MethodDefinition {
  readonly name: string;
  readonly requestType: MessageType<unknown>;
  readonly requestStream: boolean;
  readonly responseType: MessageType<unknown>;
  readonly responseStream: boolean;
}

/** A service, as ts-proto's generic definitions describe it. */
export interface ServiceDefinition {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, Untyped<MethodDefinition>>>;
}

/** Method definitions of any message types: a MessageType of one message is no MessageType of unknown. */
type Untyped<M extends MethodDefinition> = Omit<M, 'requestType' | 'responseType'> & {
  readonly requestType: { encode(message: never): BinaryWriter; decode(input: Uint8Array): unknown };
  readonly responseType: { encode(message: never): BinaryWriter; decode(input: Uint8Array): unknown };
};

type RequestOf<M> = M extends { requestType: { decode(input: Uint8Array): infer T } } ? T : never;
type ResponseOf<M> = M extends { responseType: { decode(input: Uint8Array): infer T } } ? T : never;

/** The function that serves a method: over single messages or async iterables, as its definition says. */
export type Handler<M> = M extends { requestStream: true }
  ? (requests: AsyncIterable<RequestOf<M>>, context: CallContext) => Reply<M>
  : (request: RequestOf<M>, context: CallContext) => Reply<M>;

type Reply<M> = M extends { responseStream: true } ? AsyncIterable<ResponseOf<M>> : Promise<ResponseOf<M>>;

/** The functions that serve a service, by method. */
export type Handlers<D extends ServiceDefinition> = {
  readonly [K in keyof D['methods']]: Handler<D['methods'][K]>;
};

/** A method reduced to what the carrier needs: messages in, messages out. */
export interface Method {
  /** `/package.Service/Method` */
  readonly path: string;
  /** Whether calls need the server's token. */
  readonly open: boolean;
  readonly requestType: Pick<MessageType<unknown>, 'decode'>;
  readonly responseType: Pick<MessageType<unknown>, 'encode'>;
  serve(requests: AsyncIterable<unknown>, context: CallContext): AsyncIterable<unknown>;
}

/** A service, ready to be given to the server. */
export interface Service {
  readonly name: string;
  readonly methods: readonly Method[];
}

/** Binds functions to a service's definition. `open` services are served without a token. */
export function service<D extends ServiceDefinition>(
  definition: D,
  handlers: Handlers<D>,
  { open = false } = {},
): Service {
  const methods = Object.entries(definition.methods).map(([key, method]): Method => {
    const typed = method as unknown as MethodDefinition;
    return {
      path: `/${definition.fullName}/${method.name}`,
      open,
      requestType: typed.requestType,
      responseType: typed.responseType,
      serve: adapt(typed, handlers[key] as unknown as AnyHandler),
    };
  });
  return { name: definition.fullName, methods };
}

type AnyHandler = (input: unknown, context: CallContext) => AsyncIterable<unknown> | Promise<unknown>;

function adapt(method: MethodDefinition, handler: AnyHandler): Method['serve'] {
  if (method.requestStream && method.responseStream) return handler as Method['serve'];
  return async function* serve(requests, context) {
    const reply = handler(method.requestStream ? requests : await only(requests), context);
    if (method.responseStream) yield* reply as AsyncIterable<unknown>;
    else yield await (reply as Promise<unknown>);
  };
}

async function only(requests: AsyncIterable<unknown>): Promise<unknown> {
  for await (const request of requests) return request;
  throw new FarsightError('INVALID_ARGUMENT', 'Expected one request message but received none.');
}
