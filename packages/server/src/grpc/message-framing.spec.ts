import { FarsightError } from '@farsight/protocol';
import { healthV1 } from '@farsight/protocol/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameMemory } from '../frame-memory.js';
import { MessageReader, frameMessage, type RawMessage } from './message-framing.js';

const memory = new FrameMemory(1e6);

function framed(data: Uint8Array, flag = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(data.length, 1);
  return Buffer.concat([prefix, data]);
}

function read(reader: MessageReader, chunks: readonly Buffer[]): RawMessage[] {
  const messages: RawMessage[] = [];
  for (const chunk of chunks) reader.push(chunk, (message) => messages.push(message));
  return messages;
}

describe('MessageReader', () => {
  it('gives back every message, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 50 }), fc.boolean()), { maxLength: 8 }),
        fc.array(fc.nat({ max: 20 }), { maxLength: 40 }),
        (messages, cuts) => {
          const bytes = Buffer.concat(messages.map(([data, compressed]) => framed(data, compressed ? 1 : 0)));
          const chunks: Buffer[] = [];
          let at = 0;
          for (const cut of cuts) {
            chunks.push(bytes.subarray(at, at + cut));
            at += cut;
          }
          chunks.push(bytes.subarray(at));
          const reader = new MessageReader(50, memory);
          const got = read(reader, chunks);
          expect(got.map(({ data, compressed }) => [Array.from(data), compressed])).toEqual(
            messages.map(([data, compressed]) => [Array.from(data), compressed]),
          );
          expect(reader.atBoundary).toBe(true);
        },
      ),
    );
  });

  it('gives every message a buffer of its own, to be moved to another thread', () => {
    const [message] = read(new MessageReader(100, memory), [framed(Buffer.from('abc'))]);
    expect(message?.data.buffer.byteLength).toBe(3);
  });

  it('knows that it is inside a message', () => {
    const reader = new MessageReader(100, memory);
    read(reader, [framed(Buffer.from('abc')).subarray(0, 6)]);
    expect(reader.atBoundary).toBe(false);
  });

  it('refuses a message that says it is too long before any of it has come', () => {
    const reader = new MessageReader(10, memory);
    expect(() => read(reader, [framed(Buffer.alloc(11)).subarray(0, 5)])).toThrow(
      'Expected messages of at most 10 bytes (limit messageBytes) but received one of 11.',
    );
  });

  it('throws nothing but FarsightErrors, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 })), (chunks) => {
        let thrown: unknown;
        try {
          read(
            new MessageReader(20, memory),
            chunks.map((chunk) => Buffer.from(chunk)),
          );
        } catch (error) {
          thrown = error;
        }
        expect(thrown === undefined || FarsightError.is(thrown)).toBe(true);
      }),
    );
  });
});

describe('frameMessage', () => {
  it('puts flag and length before the message', () => {
    const message = { service: 'farsight.v1.Farsight' };
    const bytes = frameMessage(healthV1.HealthCheckRequest, message);
    expect(Buffer.from(bytes)).toEqual(framed(healthV1.HealthCheckRequest.encode(message).finish()));
  });

  it('frames an empty message', () => {
    expect(Array.from(frameMessage(healthV1.HealthCheckRequest, { service: '' }))).toEqual([0, 0, 0, 0, 0]);
  });
});
