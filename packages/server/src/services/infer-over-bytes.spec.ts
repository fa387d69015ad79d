import { farsightV1 } from '@farsight/protocol/wire';
import { describe, expect, it } from 'vitest';
import { service, type Service } from '../grpc/service.js';
import type { Logger } from '../logging.js';
import { inferOverBytes } from './infer-over-bytes.js';

const never = new AbortController().signal;
const unused = (): never => {
  throw new Error('not called');
};

function serviceOf(infer: () => Promise<farsightV1.InferResponse>): Service {
  return service(farsightV1.FarsightDefinition, {
    listNetworks: unused,
    describeNetwork: unused,
    streamInfer: unused,
    watchSource: unused,
    infer,
  });
}

function logTo(lines: string[]): Logger {
  const log = { error: (_: object, line: string) => lines.push(line) };
  return log as unknown as Logger;
}

describe('inferOverBytes', () => {
  const request = farsightV1.InferRequest.encode({ options: undefined, frame: undefined }).finish();

  it('answers the bytes of a request with those of a response', async () => {
    const response = { networks: [], result: { width: 3, height: 2, timings: undefined, tasks: [] } };
    const infer = inferOverBytes(
      serviceOf(() => Promise.resolve(response)),
      '/api/infer',
      logTo([]),
    );
    expect(farsightV1.InferResponse.decode(await infer(request, never))).toEqual(response);
  });

  it("refuses other bytes, and logs only what is not the client's fault", async () => {
    const lines: string[] = [];
    const broken = serviceOf(() => Promise.reject(new Error('broken')));
    const infer = inferOverBytes(broken, '/api/infer', logTo(lines));
    await expect(infer(Uint8Array.of(255, 255), never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(lines).toEqual([]);
    await expect(infer(request, never)).rejects.toThrow('broken');
    expect(lines).toEqual(['A call failed.']);
  });
});
