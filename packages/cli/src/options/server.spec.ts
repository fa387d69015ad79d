import { expect, it } from 'vitest';
import { namedSources } from './server.js';

it('reads named sources, whatever is in them', () => {
  const texts = ['gate=rtsp://admin:a=b@10.0.0.5/live?x=1', 'desk=camera:0'];
  expect(namedSources(texts)).toEqual({ gate: 'rtsp://admin:a=b@10.0.0.5/live?x=1', desk: 'camera:0' });
});

it.each([
  [['rtsp://admin:hunter2@10.0.0.5/live'], 'Expected NAME=SOURCE for --source, with a name first.'],
  [['=camera:0'], 'Expected NAME=SOURCE for --source, with a name first.'],
  [['a=x', 'a=y'], 'Expected every name of --source once but received a twice.'],
])('refuses %j and shows no password', (texts, message) => {
  expect(() => namedSources(texts)).toThrow(message);
});
