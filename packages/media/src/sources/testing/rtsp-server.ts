import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Where a scripted server stops answering. */
export type RtspScript =
  | 'silent-from-the-start'
  | 'silent-after-play'
  | 'silent-after-video'
  | 'close-after-video'
  | 'refuse-access'
  | 'unknown-path';

/** A small RTSP server (RFC 2326) that sends H.264 (RFC 6184) interleaved in the TCP connection, and stops where it is told. */
export interface RtspServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts a server. `video` is an H.264 byte stream with start codes. */
export async function rtspServer(script: RtspScript, video: Buffer = Buffer.alloc(0)): Promise<RtspServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => answer(socket, data.toString('latin1'), script, video));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `rtsp://admin:hunter2@127.0.0.1:${port}/live`,
    [Symbol.asyncDispose]: () => close(server, sockets),
  };
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}

function answer(socket: Socket, request: string, script: RtspScript, video: Buffer): void {
  if (script === 'silent-from-the-start') return;
  const [, method = '', target = ''] = /^(\S+) (\S+) RTSP/.exec(request) ?? [];
  const sequence = /^CSeq: *(\d+)/im.exec(request)?.[1] ?? '0';
  const reply = (status: string, headers: readonly string[] = [], body = ''): void => {
    const lines = [`RTSP/1.0 ${status}`, `CSeq: ${sequence}`, ...headers, `Content-Length: ${body.length}`];
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  };
  if (method === 'OPTIONS') reply('200 OK', ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN']);
  if (method === 'DESCRIBE' && script === 'refuse-access') {
    reply('401 Unauthorized', ['WWW-Authenticate: Basic realm="camera"']);
  } else if (method === 'DESCRIBE' && script === 'unknown-path') {
    reply('404 Not Found');
  } else if (method === 'DESCRIBE') {
    reply('200 OK', [`Content-Base: ${target}/`, 'Content-Type: application/sdp'], description(video));
  }
  if (method === 'SETUP') {
    reply('200 OK', ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', 'Session: 1']);
  }
  if (method === 'PLAY') {
    reply('200 OK', ['Session: 1']);
    if (script !== 'silent-after-play') socket.write(interleaved(video));
    if (script === 'close-after-video') socket.end();
  }
}

function description(video: Buffer): string {
  const sets = nalUnits(video).filter((unit) => isType(unit, 7) || isType(unit, 8));
  const sprop = sets.slice(0, 2).map((unit) => unit.toString('base64'));
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=live',
    't=0 0',
    'm=video 0 RTP/AVP 96',
    'a=rtpmap:96 H264/90000',
    `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sprop.join(',')}`,
    'a=control:video',
    '',
  ].join('\r\n');
}

function isType(unit: Buffer, type: number): boolean {
  return ((unit[0] ?? 0) & 31) === type;
}

/** The units of a byte stream, without their start codes. */
function nalUnits(video: Buffer): Buffer[] {
  const hex = video.toString('hex');
  // Start codes lie on whole bytes: an odd place in the text is none.
  const starts = [...hex.matchAll(/000001/g)].map(({ index }) => index).filter((index) => index % 2 === 0);
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? hex.length;
    const unit = Buffer.from(hex.slice(start + 6, end), 'hex');
    return unit.at(-1) === 0 && starts[i + 1] !== undefined ? unit.subarray(0, -1) : unit;
  });
}

/** One RTP packet per unit, 25 pictures a second, each in RTSP's frame (RFC 2326, 10.12). */
function interleaved(video: Buffer): Buffer {
  let picture = 0;
  const packets = nalUnits(video).map((unit, sequence) => {
    const isPicture = isType(unit, 1) || isType(unit, 5);
    const head = Buffer.alloc(16);
    head.write('$', 0, 'latin1');
    head.writeUInt16BE(12 + unit.length, 2);
    head.writeUInt8(0x80, 4);
    head.writeUInt8(isPicture ? 0xe0 : 0x60, 5); // the marker ends a picture; payload type 96
    head.writeUInt16BE(sequence, 6);
    head.writeUInt32BE(3600 * picture, 8);
    head.writeUInt32BE(1, 12);
    if (isPicture) picture += 1;
    return Buffer.concat([head, unit]);
  });
  return Buffer.concat(packets);
}
