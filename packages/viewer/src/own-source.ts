import type { ImageCodec } from '@farsight/protocol';
import { jpegOf } from './jpeg-pictures.js';
import { VideoElement, type OwnVideo } from './own-video.js';

/** A picture of the user's own, as it is sent. */
export interface OwnImage {
  readonly name: string;
  readonly codec: ImageCodec;
  readonly data: Uint8Array;
}

/** What the server takes as it is. */
const codecs: Readonly<Record<string, ImageCodec>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/**
 * An image or a video file. The video waits for its beginning.
 *
 * @throws Error with a line for the user if it is neither, or the browser cannot read it
 */
export function openFile(file: File): Promise<OwnImage | OwnVideo> {
  if (file.type.startsWith('image/')) return openImage(file);
  if (!file.type.startsWith('video/'))
    throw new Error(`Expected an image or a video but received ${file.name}.`);
  const url = URL.createObjectURL(file);
  const element = makeVideo();
  element.src = url;
  return opened(file.name, element, () => URL.revokeObjectURL(url));
}

/**
 * The camera of the device, which the user is asked for.
 *
 * @throws Error with a line for the user if there is none or it is not allowed
 */
export async function openCamera(): Promise<OwnVideo> {
  const stream = await askForCamera();
  const element = makeVideo();
  element.srcObject = stream;
  return opened('Camera', element, () => {
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

async function openImage(file: File): Promise<OwnImage> {
  const { name, type } = file;
  const codec = codecs[type];
  if (codec !== undefined) return { name, codec, data: new Uint8Array(await file.arrayBuffer()) };
  const bitmap = await bitmapOf(file);
  const data = await jpegOf(bitmap);
  bitmap.close();
  return { name, codec: 'jpeg', data };
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

/** Resolves when the browser can play it. */
async function opened(name: string, element: HTMLVideoElement, free: () => void): Promise<OwnVideo> {
  const problem = await new Promise<string>((resolve) => {
    element.addEventListener('loadeddata', () => resolve(''), { once: true });
    element.addEventListener('error', () => resolve(`This browser cannot play ${name}.`), { once: true });
  });
  if (problem === '') return new VideoElement(name, element, free);
  free();
  throw new Error(problem);
}
