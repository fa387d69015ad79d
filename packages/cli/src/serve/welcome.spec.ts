import { expect, it } from 'vitest';
import { commandsToTry } from '../commands-to-try.js';
import { accessFlags, networksText } from './welcome.js';

it('names the networks that are loaded and counts the others', () => {
  expect(networksText(['codes-nano'], 1)).toBe('codes-nano');
  expect(networksText(['codes-nano'], 3)).toBe(
    'codes-nano; 2 more on first use (npx farsight networks list)',
  );
  expect(networksText([], 1)).toBe('1 on first use (npx farsight networks list)');
  expect(networksText([], 0)).toContain('--networks');
});

it('has commands to try that get past token and TLS, without the token', () => {
  const access = accessFlags({ token: 'secret', tlsCert: 'cert.pem' });
  expect(commandsToTry('host:5000', 'net', access).split('\n')[0]).toBe(
    '  npx farsight run host:5000 net --tls --token "$FARSIGHT_TOKEN" samples/parcel.jpg --output annotated.jpg',
  );
  expect(accessFlags({})).toEqual([]);
});
