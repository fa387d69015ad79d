import { FarsightError } from '@farsight/protocol';

/** What is used of a standard WebSocket: https://websockets.spec.whatwg.org */
export interface StandardWebSocket {
  binaryType: string;
  readonly bufferedAmount: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: WebSocketEvent) => void,
  ): void;
}

/** What is used of its events. */
export interface WebSocketEvent {
  readonly type: string;
  /** Of a message: text, or an ArrayBuffer. */
  readonly data?: unknown;
  /** Of a close. */
  readonly code?: number;
}

/** The class of {@link StandardWebSocket}. */
export type WebSocketClass = new (url: string, protocols: string[]) => StandardWebSocket;

/** The class that this runtime has. */
export function globalWebSocket(): WebSocketClass {
  const { WebSocket } = globalThis as { WebSocket?: WebSocketClass };
  if (WebSocket !== undefined) return WebSocket;
  throw new FarsightError(
    'INVALID_ARGUMENT',
    'Expected a WebSocket in this runtime but found none: browsers and Node from 22 on have it; elsewhere give one (option WebSocket).',
  );
}
