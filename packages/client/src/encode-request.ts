import { farsightV1 } from '@farsight/protocol/wire';

/** `StreamInferRequest.frame` and `Frame.data` in farsight.proto: field number, and wire type 2 (length-delimited). */
const frameTag = (2 << 3) | 2;
const dataTag = (4 << 3) | 2;
const noData = new Uint8Array(0);

/**
 * Encodes a request of a stream as the generated code does, but copies the bytes of a frame once instead of four times:
 * a field may stand anywhere in its message, so they go to the end.
 */
export function encodeRequest(request: farsightV1.StreamInferRequest): Uint8Array {
  const { message } = request;
  if (message?.$case !== 'frame') return farsightV1.StreamInferRequest.encode(request).finish();
  const { data } = message.value;
  const rest = farsightV1.Frame.encode({ ...message.value, data: noData }).finish();
  const dataLength = varint(data.length);
  const frameLength = varint(rest.length + 1 + dataLength.length + data.length);
  const head = [frameTag, ...frameLength, ...rest, dataTag, ...dataLength];
  const bytes = new Uint8Array(head.length + data.length);
  bytes.set(head);
  bytes.set(data, head.length);
  return bytes;
}

/** Base 128, lowest digits first: https://protobuf.dev/programming-guides/encoding/#varints */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
}
