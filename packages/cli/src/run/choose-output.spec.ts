import { describe, expect, it } from 'vitest';
import { chooseOutput } from './choose-output.js';

describe('chooseOutput', () => {
  it.each([
    ['image', 'out.jpg', false, 'image'],
    ['image', 'out.JPEG', false, 'image'],
    ['image', 'some/out.png', false, 'image'],
    ['image', 'out', true, 'folder'],
    ['image', 'out/', false, 'folder'],
    ['folder', 'out', false, 'folder'],
    ['folder', 'v1.2', false, 'folder'],
    ['folder', 'odd.jpg', true, 'folder'],
    ['video', 'out.mp4', false, 'video'],
    ['video', 'out.MP4', false, 'video'],
    ['rtsp', 'out.mp4', false, 'video'],
    ['http', 'out.mp4', false, 'video'],
    ['camera', 'out.mp4', false, 'video'],
    ['camera', 'rtsp://10.0.0.7:8554/gate.mp4', false, 'stream'],
    ['video', 'RTSPS://u:p@media/gate', false, 'stream'],
    ['frames', 'rtsp://media/gate/', false, 'stream'],
  ] as const)('%s into %s (a folder: %s) is %s', (source, path, isFolder, kind) => {
    expect(chooseOutput(source, path, isFolder)).toBe(kind);
  });

  it.each([
    [
      'image',
      'out.mp4',
      false,
      'Expected a folder or a file ending in .jpg, .jpeg or .png for --output of an image',
    ],
    ['image', 'out', false, 'Expected a folder or a file'],
    ['folder', 'out.mp4', false, 'Expected a folder for --output of several images but received out.mp4.'],
    ['folder', 'out.jpg', false, 'Expected a folder'],
    [
      'video',
      'out.jpg',
      false,
      'Expected a file ending in .mp4, or rtsp://host/name, for --output of a video but received out.jpg.',
    ],
    ['video', 'out', true, 'Expected a file ending in .mp4'],
    ['camera', 'out.avi', false, 'Expected a file ending in .mp4'],
    [
      'camera',
      'http://u:p@media/gate',
      false,
      'or rtsp://host/name, for --output of a video but received http://***@media/gate.',
    ],
    [
      'image',
      'rtsp://u:p@media/gate',
      false,
      'Expected a path for --output of images but received rtsp://***@media/gate.',
    ],
  ] as const)('%s does not go into %s (a folder: %s)', (source, path, isFolder, message) => {
    expect(() => chooseOutput(source, path, isFolder)).toThrow(message);
  });
});
