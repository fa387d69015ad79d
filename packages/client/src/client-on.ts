import type { EncodedFrame, NetworkInfo, RunOptions } from '@farsight/protocol';
import {
  FarsightError,
  checkNetworkName,
  frameToMessage,
  networkInfoFromMessage,
  resultFromMessage,
  runOptionsToMessage,
} from '@farsight/protocol';
import { asyncDispose } from './async-dispose.js';
import type { Client, InferResult } from './client.js';
import { labelsByTask } from './labels.js';
import { tooLargeToSend } from './message-size.js';
import { stillFrame } from './still-frame.js';
import type { FrameSource, RemoteStream, StreamOptions } from './stream/item.js';
import { streamOn } from './stream/stream-on.js';
import type { CallOptions, Transport } from './transport.js';
import type { SourceWatch, WatchOptions } from './watch/source-watch.js';
import { watchOn } from './watch/watch-on.js';

/** A client whose calls go over `transport`, and which closes it. */
export function clientOn(transport: Transport): Client {
  return new TransportClient(transport);
}

class TransportClient implements Client {
  readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  get server(): string {
    return this.transport.server;
  }

  async listNetworks(options: CallOptions = {}): Promise<readonly NetworkInfo[]> {
    const { networks } = await this.transport.listNetworks({}, options);
    return networks.map(networkInfoFromMessage);
  }

  async describeNetwork(name: string, options: CallOptions = {}): Promise<NetworkInfo> {
    checkNetworkName(name);
    const { network } = await this.transport.describeNetwork({ network: name }, options);
    if (network === undefined) throw empty('describeNetwork');
    return networkInfoFromMessage(network);
  }

  async infer(
    image: Uint8Array | EncodedFrame,
    network: string | readonly string[],
    options: RunOptions & CallOptions = {},
  ): Promise<InferResult> {
    const frame = image instanceof Uint8Array ? stillFrame(image) : image;
    const tooLarge = tooLargeToSend(frame, this.transport.maxMessageBytes);
    if (tooLarge !== undefined) throw tooLarge;
    const names = typeof network === 'string' ? [network] : network;
    for (const name of names) checkNetworkName(name);
    const request = { options: runOptionsToMessage(names, options), frame: frameToMessage(frame) };
    const response = await this.transport.infer(request, { signal: options.signal });
    if (response.result === undefined) throw empty('infer');
    const networks = response.networks.map(networkInfoFromMessage);
    return { ...resultFromMessage(response.result), networks, labels: labelsByTask(networks) };
  }

  stream(
    source: FrameSource,
    network: string | readonly string[],
    options: StreamOptions = {},
  ): RemoteStream {
    return streamOn(this.transport, source, network, options);
  }

  watch(source: string, network: string | readonly string[], options: WatchOptions = {}): SourceWatch {
    return watchOn(this.transport, source, network, options);
  }

  async close(): Promise<void> {
    await this.transport.close();
  }

  async [asyncDispose](): Promise<void> {
    await this.close();
  }
}

function empty(call: string): FarsightError {
  return new FarsightError('INTERNAL', `The server broke the protocol: it answered ${call} with nothing.`);
}
