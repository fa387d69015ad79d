import { expect, it } from 'vitest';
import { isLocalAddress } from './local-addresses.js';

it('knows addresses that a name must not lead to', () => {
  const local = [
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255'],
    ...['::1', '::', 'fe80::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1'],
  ];
  expect(local.filter((address) => !isLocalAddress(address))).toEqual([]);
  const others = ['10.0.0.1', '192.168.1.7', '172.16.0.1', '93.184.216.34', 'fd00::1', '2606:2800:220::1'];
  expect(others.filter(isLocalAddress)).toEqual([]);
});
