import { expect, it } from 'vitest';
import type { FrameResult } from './domain/meta.js';
import { frameFromMessage } from './codec/frame.js';
import { networkInfoToMessage } from './codec/network-info.js';
import { runOptionsFromMessage } from './codec/options.js';
import { resultToMessage } from './codec/result.js';
import { InferRequest, InferResponse } from './gen/farsight/v1/farsight.js';
import { decodeInfer, encodeInfer } from './infer.js';

const result: FrameResult = {
  width: 30,
  height: 20,
  meta: { text: { kind: 'text', count: 1, texts: ['AB 12'], scores: Float32Array.of(0.5) } },
  timings: { queueMs: 0, decodeMs: 1, preprocessMs: 2, runMs: 3, postprocessMs: 4 },
};
const network = {
  name: 'plates',
  description: '',
  state: 'ready',
  reason: '',
  licence: '',
  inputWidth: 94,
  inputHeight: 24,
  tasks: [{ name: 'text', kind: 'text', labels: [] }],
} as const;

it('writes what a server reads', () => {
  const stamp = { streamId: 'page', index: 3, ptsUs: 120_000 };
  const frame = { stamp, codec: 'jpeg', data: Uint8Array.of(1, 2, 3) } as const;
  const message = InferRequest.decode(encodeInfer(frame, ['plates'], { scoreThreshold: 0.25 }));
  expect(frameFromMessage(message.frame!, 'page')).toEqual(frame);
  expect(runOptionsFromMessage(message.options)).toEqual({
    networks: ['plates'],
    options: { scoreThreshold: 0.25 },
  });
});

it('reads what a server writes', () => {
  const networks = [networkInfoToMessage(network, { labels: true })];
  const bytes = InferResponse.encode({ networks, result: resultToMessage(result) }).finish();
  expect(decodeInfer(bytes)).toEqual({ networks: [network], result });
});

it.each([Uint8Array.of(255, 255, 255), new Uint8Array()])('refuses %s', (bytes) => {
  expect(() => decodeInfer(bytes)).toThrow('Expected an InferResponse');
});
