import { startClip, type Camera, type CameraCodec } from '../python/rtsp-camera.js';
import { RtspRelay } from './rtsp-relay.js';

/** What a relayed camera wants to know of its clients, and nobody else may learn from them. */
export const secrets = { user: 'warden', password: 'hunter2' } as const;

/** A clip as a camera plays it. */
export interface PlayedClip {
  readonly path: string;
  /** Default: `h264`. */
  readonly codec?: CameraCodec;
}

/** A camera with a password that plays a clip, behind a line that can have faults. */
export class RelayedCamera implements AsyncDisposable {
  readonly relay: RtspRelay;
  readonly #cameras: Camera[];

  private constructor(relay: RtspRelay, camera: Camera) {
    this.relay = relay;
    this.#cameras = [camera];
  }

  static async start(clip: PlayedClip): Promise<RelayedCamera> {
    const camera = await start(clip);
    return new RelayedCamera(await RtspRelay.start(camera.port), camera);
  }

  /** Its URL, user name and password included. */
  get url(): string {
    return `rtsp://${secrets.user}:${secrets.password}@127.0.0.1:${this.relay.port}/live`;
  }

  /** Puts another camera in the place of the one that is there, for those who connect from now on. */
  async replace(clip: PlayedClip): Promise<void> {
    const camera = await start(clip);
    this.#cameras.push(camera);
    this.relay.target = camera.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.relay[Symbol.asyncDispose]();
    for (const camera of this.#cameras) await camera.kill();
  }
}

function start({ path, codec = 'h264' }: PlayedClip): Promise<Camera> {
  return startClip(path, { codec, ...secrets });
}
