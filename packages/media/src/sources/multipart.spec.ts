import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multipartBodies, multipartBoundary } from './multipart.js';

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield await Promise.resolve(bytes.subarray(at, at + size));
    at += size;
  }
}

async function split(stream: Buffer, sizes: readonly number[], boundary = 'b'): Promise<Buffer[]> {
  const bodies: Buffer[] = [];
  for await (const body of multipartBodies(inPieces(stream, sizes), boundary)) bodies.push(Buffer.from(body));
  return bodies;
}

const part = (body: Buffer, withLength: boolean): Buffer =>
  Buffer.concat([
    Buffer.from(
      `--b\r\nContent-Type: image/jpeg\r\n${withLength ? `content-length: ${body.length}\r\n` : ''}\r\n`,
    ),
    body,
    Buffer.from('\r\n'),
  ]);

describe('multipartBoundary', () => {
  it.each([
    ['multipart/x-mixed-replace; boundary=frame', 'frame'],
    ['multipart/x-mixed-replace;boundary="a b"', 'a b'],
    ['Multipart/X-Mixed-Replace; charset=x; Boundary=--myboundary; x=y', 'myboundary'],
    ['image/jpeg', undefined],
    ['multipart/x-mixed-replace', undefined],
  ])('%s', (type, boundary) => expect(multipartBoundary(type)).toBe(boundary));
});

describe('multipartBodies', () => {
  it('finds the parts however the bytes arrive, with a length and without', async () => {
    const bodies = fc.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.boolean()), {
      maxLength: 5,
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bodies, sizes, async (parts, pieces) => {
        const wanted = parts.map(([body]) => Buffer.from(body)).filter((body) => !body.includes('--b'));
        const withLength = parts.filter(([body]) => !Buffer.from(body).includes('--b'));
        const stream = [
          Buffer.from('preamble\r\n'),
          ...withLength.map(([body, has]) => part(Buffer.from(body), has)),
          Buffer.from('--b--\r\n'),
        ];
        expect(await split(Buffer.concat(stream), pieces)).toEqual(wanted);
      }),
    );
  });

  it('believes a length rather than a boundary inside the part', async () => {
    const body = Buffer.from('one --b two');
    expect(await split(part(body, true), [7])).toEqual([body]);
  });

  it('gives up on bytes without a boundary', async () => {
    await expect(split(Buffer.alloc(1 << 20, 'x'), [1 << 14])).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
    });
  });

  it('refuses a part larger than any picture', async () => {
    const head = Buffer.from('--b\r\nContent-Length: 999999999\r\n\r\n');
    await expect(split(head, [100])).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
  });

  it('survives any bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 30 }), async (noise, size) => {
        const bodies = await split(Buffer.concat([Buffer.from('--b\r\n'), noise]), [size]);
        expect(bodies.length).toBeLessThanOrEqual(noise.length);
      }),
    );
  });
});
