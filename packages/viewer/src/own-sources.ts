import type { ImageCodec } from '@farsight/protocol';
import type { OwnSource, TakenFrame } from './own-frames.js';

/** Of frames that the browser encodes, 0..1: what networks find does not suffer. */
const quality = 0.9;

/** What the server takes as it is. */
const codecs: Readonly<Record<string, ImageCodec>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/**
 * An image or a video file.
 *
 * @throws Error with a line for the user if it is neither, or the browser cannot read it
 */
export function openFile(file: File): Promise<OwnSource> {
  if (file.type.startsWith('image/')) return Promise.resolve(stillImage(file));
  if (!file.type.startsWith('video/'))
    throw new Error(`Expected an image or a video but received ${file.name}.`);
  const url = URL.createObjectURL(file);
  const video = makeVideo();
  video.src = url;
  return play(file.name, video, () => URL.revokeObjectURL(url));
}

/**
 * The camera of the device, which the user is asked for.
 *
 * @throws Error with a line for the user if there is none or it is not allowed
 */
export async function openCamera(): Promise<OwnSource> {
  const stream = await askForCamera();
  const video = makeVideo();
  video.srcObject = stream;
  return play('Camera', video, () => {
    for (const track of stream.getTracks()) track.stop();
  });
}

async function askForCamera(): Promise<MediaStream> {
  // Browsers have it only on localhost and over https.
  if (!('mediaDevices' in navigator))
    throw new Error('Open this page over https, or as localhost, to use the camera.');
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } }, audio: false });
  } catch (cause) {
    const denied = cause instanceof DOMException && cause.name === 'NotAllowedError';
    throw new Error(denied ? 'The camera was not allowed.' : 'There is no camera that can be used.', {
      cause,
    });
  }
}

function stillImage(file: File): OwnSource {
  let taken = false;
  return {
    name: file.name,
    async next() {
      if (taken) return undefined;
      taken = true;
      const codec = codecs[file.type];
      if (codec !== undefined) return { codec, data: new Uint8Array(await file.arrayBuffer()), ptsUs: 0 };
      return encoded(await bitmapOf(file), 0);
    },
    close: () => undefined,
  };
}

async function bitmapOf(file: File): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch (cause) {
    throw new Error(`This browser cannot read ${file.name}.`, { cause });
  }
}

function makeVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  return video;
}

/** Takes the frames of a video as it plays. @param free - called once, at the end */
async function play(name: string, video: HTMLVideoElement, free: () => void): Promise<OwnSource> {
  try {
    await video.play();
  } catch (cause) {
    free();
    throw new Error(`This browser cannot play ${name}.`, { cause });
  }
  return {
    name,
    async next() {
      await newFrame(video);
      if (video.ended || video.videoWidth === 0) return undefined;
      return encoded(video, Math.round(1e6 * video.currentTime));
    },
    close() {
      video.pause();
      free();
    },
  };
}

/** Resolves when there is a frame that was not there before, or the video is over. */
function newFrame(video: HTMLVideoElement): Promise<void> {
  if (video.ended) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      video.removeEventListener('ended', done);
      resolve();
    };
    video.addEventListener('ended', done);
    video.requestVideoFrameCallback(done);
  });
}

async function encoded(picture: HTMLVideoElement | ImageBitmap, ptsUs: number): Promise<TakenFrame> {
  const [width, height] =
    picture instanceof HTMLVideoElement
      ? [picture.videoWidth, picture.videoHeight]
      : [picture.width, picture.height];
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d', { alpha: false })?.drawImage(picture, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  return { codec: 'jpeg', data: new Uint8Array(await blob.arrayBuffer()), ptsUs };
}
