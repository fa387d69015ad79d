import { createSign, generateKeyPairSync } from 'node:crypto';

/** A certificate with its key, PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate that signs itself, valid from 2020 to 2049, as X.509 (RFC 5280) in DER. */
export function selfSigned(dnsName: string): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // ecdsa-with-SHA256
  const name = sequence(tlv(0x31, sequence(oid(0x55, 0x04, 0x03), tlv(0x0c, Buffer.from(dnsName)))));
  const validity = sequence(utcTime('200101000000Z'), utcTime('491231235959Z'));
  const altNames = sequence(tlv(0x82, Buffer.from(dnsName)));
  const basicConstraints = sequence(tlv(0x01, Buffer.of(0xff)));
  const extensions = sequence(
    sequence(oid(0x55, 0x1d, 0x11), tlv(0x04, altNames)),
    sequence(oid(0x55, 0x1d, 0x13), tlv(0x01, Buffer.of(0xff)), tlv(0x04, basicConstraints)),
  );
  const toBeSigned = sequence(
    tlv(0xa0, integer(2)), // version 3
    integer(1), // serial number
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, extensions),
  );
  const signature = createSign('sha256').update(toBeSigned).sign(privateKey);
  const certificate = sequence(toBeSigned, algorithm, tlv(0x03, Buffer.concat([Buffer.of(0), signature])));
  return {
    cert: pem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

function tlv(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.of(bytes);
  return bytes < 0x100 ? Buffer.of(0x81, bytes) : Buffer.of(0x82, bytes >> 8, bytes & 0xff);
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function oid(...bytes: number[]): Buffer {
  return tlv(0x06, Buffer.from(bytes));
}

function integer(value: number): Buffer {
  return tlv(0x02, Buffer.of(value));
}

function utcTime(text: string): Buffer {
  return tlv(0x17, Buffer.from(text));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
