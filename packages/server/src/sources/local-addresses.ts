import { BlockList, isIP } from 'node:net';

/**
 * Addresses that a name in somebody else's hands must not lead to: this machine, its link (where clouds keep credentials),
 * everybody. Private networks are not among them: that is where cameras are.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry
 */
const local4 = new BlockList();
local4.addSubnet('0.0.0.0', 8);
local4.addSubnet('127.0.0.0', 8);
local4.addSubnet('169.254.0.0', 16);
local4.addSubnet('224.0.0.0', 3);

// A list of its own: in one with IPv4 in IPv6's clothes, Node finds every IPv4 address.
const local6 = new BlockList();
local6.addAddress('::', 'ipv6');
local6.addAddress('::1', 'ipv6');
local6.addSubnet('fe80::', 10, 'ipv6');
local6.addSubnet('ff00::', 8, 'ipv6');
local6.addSubnet('::ffff:0:0', 96, 'ipv6');
local6.addSubnet('64:ff9b::', 96, 'ipv6');

/** Whether an IP address is one of those. */
export function isLocalAddress(address: string): boolean {
  return isIP(address) === 6 ? local6.check(address, 'ipv6') : local4.check(address, 'ipv4');
}
