import type { EncodedFrame, FarsightError, Stamp } from '@farsight/protocol';

/** Where frames come from. `frames` is the caller's own iterable. */
export type SourceKind = 'image' | 'folder' | 'video' | 'rtsp' | 'http' | 'camera' | 'frames';

/** A ratio of two integers, for example 30000/1001 frames a second. */
export interface Ratio {
  readonly num: number;
  readonly den: number;
}

/** Something a source could not use and went past. */
export interface SourceProblem {
  /** Stamp the frame would have had; the frames that are yielded leave it out. Absent where it was only part of a frame. */
  readonly stamp?: Stamp;
  /** File, where the problem belongs to one. */
  readonly file?: string;
  /** Whether a live source cannot be reached because of it and is opened again, for as long as it takes: see `onReturn`. */
  readonly away?: boolean;
  /** What is wrong and what to do. */
  readonly error: FarsightError;
}

/** How media travels from an RTSP server. */
export type RtspTransport = 'auto' | 'tcp' | 'udp';

/** How a source is to be opened and how its frames travel. */
export interface SourceOptions {
  /** Name of the stream in every frame's stamp. Default: the name of the file, folder, host or device. */
  readonly streamId?: string;
  /**
   * How the frames of a video travel: as `jpeg` (default), `raw` (yuv420p), or as `video`, coded as they are: chunks in the
   * order of decoding, where the format is H.264, H.265, VP8, VP9 or AV1, else as `jpeg`. Compressed images travel as they are,
   * those of MJPEG among them.
   */
  readonly wire?: 'jpeg' | 'raw' | 'video';
  /**
   * Gives the memory that the bytes of `raw` frames are written to, at least as many as it is asked for; what is in it does not
   * matter. For those who use the memory of past frames again. Default: new memory.
   */
  readonly allocate?: (byteLength: number) => Uint8Array;
  /**
   * Quality of the JPEGs made of decoded video frames, 1..100, as libjpeg counts (and `encodeJpeg`). Met as nearly as the
   * encoder's coarse steps allow, the finest of which is like 90. Default: 90.
   */
  readonly jpegQuality?: number;
  /**
   * Keeps the decoded rgb24 pixels on the frames of a video for drawing (`frame.pixels`); they belong to the consumer, who
   * disposes them. Frames that travel without having been decoded (images, MJPEG) have none; those of `wire: 'video'` are
   * decoded for it. Default: false.
   */
  readonly keepPixels?: boolean;
  /** Ends the source at every wait, opening included: the error is CANCELLED. */
  readonly signal?: AbortSignal;
  /**
   * How RTSP's media travels. `udp` loses packets rather than waiting for them. Default: `auto`, TCP or, where a camera has none,
   * UDP.
   */
  readonly rtspTransport?: RtspTransport;
  /** Longest silence of a network stream or camera, connecting included, in milliseconds: then it is lost. Default: 5000. */
  readonly stallTimeoutMs?: number;
  /**
   * Whether a live source that breaks, ends or falls silent is opened again, for as long as it takes, after waits that grow
   * from a quarter of a second to half a minute. Not one that cannot be opened in the first place. Default: true.
   */
  readonly reconnect?: boolean;
  /**
   * Whether a camera, stream or web address that cannot be reached at first is waited for in the same way, unless trying again
   * cannot help: refused user names and passwords, addresses with nothing at them, formats that cannot be decoded. Default: false.
   */
  readonly retryOpening?: boolean;
  /** Accepts an `rtsps://` camera whose certificate proves nothing, such as a self-signed one. Default: false. */
  readonly insecureTls?: boolean;
  /**
   * Asked before a redirection of a web server is followed, with where it leads; throws what the opening is to fail with.
   * Playlists, whose addresses nobody could be asked about, are then refused. Default: both are followed.
   */
  readonly checkRedirect?: (url: string) => Promise<void>;
  /** Size and rate asked of a camera device; it takes the nearest it has. Default: what the device offers first. */
  readonly camera?: { readonly width?: number; readonly height?: number; readonly frameRate?: number };
  /** Most pixels of a frame, checked before decoding. Default: 100 million. */
  readonly maxPixels?: number;
  /** Told of every entry or packet the source went past, as it happens. */
  readonly onProblem?: (problem: SourceProblem) => void;
  /** Told when a live source that was away is open again, with how many milliseconds it was. */
  readonly onReturn?: (awayMs: number) => void;
}

/**
 * Frames of one input, in order, each once. Iterate it once and dispose it: leaving a `for await` early, `return()`,
 * disposal and `options.signal` all free what it holds, also while it waits for a silent camera.
 */
export interface Source extends AsyncIterable<EncodedFrame>, AsyncDisposable {
  readonly kind: SourceKind;
  /** Name of the stream in every frame's stamp. */
  readonly streamId: string;
  /**
   * Whether frames come by themselves (camera, RTSP, MJPEG over HTTP). A live source reads on while nobody asks and keeps the
   * newest frame only; those it left out are gaps in `stamp.index` and counted in {@link dropped}.
   */
  readonly live: boolean;
  /** Number of frames, where it is known before reading them; a video's container may be wrong. */
  readonly frameCount?: number | undefined;
  /** Frames a second, where known; the mean of a video whose rate varies. */
  readonly frameRate?: Ratio | undefined;
  /** Width of the upright frames in pixels, where all have the same. */
  readonly width?: number | undefined;
  /** Height of the upright frames in pixels, where all have the same. */
  readonly height?: number | undefined;
  /** Frames a live source left out so far because newer ones came before anyone asked. */
  readonly dropped: number;
  /** Times a live source was lost so far and had to be opened again. */
  readonly losses: number;
  /** Milliseconds it was away in all, the present absence included; its stamps grow by as much. */
  readonly awayMs: number;
  /** Broken files and parts of a video that the source went past, and losses, so far: see `onProblem`. */
  readonly problems: number;
  /** Files of a folder that are not images and were left out. */
  readonly skipped: number;
  /** Path of the file that frame `index` comes from; undefined for sources that are not files. */
  fileOf(index: number): string | undefined;
}
