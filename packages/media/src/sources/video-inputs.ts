import type { MediaInput } from '../video/demuxer.js';
import type { RtspTransport } from './source.js';

/**
 * Containers that a file or a web server may hold. FFmpeg would also take playlists that open other files, and show any text
 * file as a video of a terminal.
 */
export const containers: readonly string[] = [
  ...['mov', 'mp4', 'm4a', '3gp', '3g2', 'mj2', 'matroska', 'webm', 'avi', 'mpegts', 'mpeg', 'mpegvideo'],
  ...['flv', 'asf', 'ogg', 'mxf', 'ivf', 'obu', 'h264', 'hevc', 'av1', 'm4v', 'mjpeg', 'gif', 'dv', 'nut'],
];

/** A video file. The prefix keeps a name like `concat:x` or `pipe:0` from meaning anything else. */
export function fileInput(path: string, shown: string): MediaInput {
  const options = { protocol_whitelist: 'file', format_whitelist: containers.join(',') };
  return { url: `file:${path}`, shown, options };
}

/** A video that a web server holds or sends, HLS playlists included unless `more` says otherwise. */
export function httpInput(
  url: string,
  shown: string,
  stallTimeoutMs: number,
  more: FfmpegOptions,
): MediaInput {
  return {
    url,
    shown,
    stallTimeoutMs,
    // The index may be at the end of the file, which takes some requests to find.
    openTimeoutMs: 3 * stallTimeoutMs,
    options: {
      protocol_whitelist: 'http,https,tcp,tls,crypto,data,httpproxy',
      format_whitelist: [...containers, 'hls'].join(','),
      ...more,
    },
  };
}

/** FFmpeg's options, such as those that say whose certificates to believe. */
export type FfmpegOptions = Readonly<Record<string, string | number>>;

const rtspTransports: Readonly<Record<RtspTransport, FfmpegOptions>> = {
  auto: { rtsp_transport: 'tcp+udp', rtsp_flags: 'prefer_tcp' },
  tcp: { rtsp_transport: 'tcp' },
  udp: { rtsp_transport: 'udp' },
};

/** A camera or server that speaks RTSP. */
export function rtspInput(
  url: string,
  shown: string,
  transport: RtspTransport,
  stallTimeoutMs: number,
  tls: FfmpegOptions,
): MediaInput {
  return {
    url,
    shown,
    stallTimeoutMs,
    countsFromFirst: true,
    options: {
      protocol_whitelist: 'rtsp,rtsps,rtp,rtcp,srtp,udp,tcp,tls,crypto',
      ...rtspTransports[transport],
      allowed_media_types: 'video',
      // A key frame of a large picture comes as hundreds of datagrams at once.
      buffer_size: 1 << 22,
      analyzeduration: 1_000_000,
      ...tls,
    },
  };
}
