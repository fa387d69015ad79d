import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSource } from './parse-source.js';

describe('parseSource', () => {
  it.each([
    ['video.mp4', { kind: 'path', path: 'video.mp4' }],
    ['C:\\video.mp4', { kind: 'path', path: 'C:\\video.mp4' }],
    ['~/shots', { kind: 'path', path: join(homedir(), 'shots') }],
    ['file:///a%20b.jpg', { kind: 'path', path: '/a b.jpg' }],
    ['RTSP://camera/live', { kind: 'rtsp', url: 'RTSP://camera/live' }],
    ['rtsps://camera/live', { kind: 'rtsp', url: 'rtsps://camera/live' }],
    ['https://host/a.jpg', { kind: 'http', url: 'https://host/a.jpg' }],
    ['camera:0', { kind: 'camera', device: '0' }],
    ['camera:', { kind: 'camera', device: '0' }],
    ['camera:/dev/video2', { kind: 'camera', device: '/dev/video2' }],
  ])('%s', (text, spec) => expect(parseSource(text)).toEqual(spec));

  it.each([
    ['', 'received nothing'],
    ['ftp://u:secret@host/x', 'received ftp://***@host/x'],
  ])('refuses %s', (text, message) => {
    expect(() => parseSource(text)).toThrow(message);
  });
});
