import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { SourceAccess, type Resolve } from './source-access.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'farsight access-')));
const file = join(folder, 'a.mp4');
writeFileSync(file, 'x');
afterAll(() => rmSync(folder, { recursive: true }));

/** Names of a network that is not there. */
const hosts: Readonly<Record<string, readonly string[]>> = {
  'camera.local': ['10.1.2.3'],
  'six.local': ['fd00::7'],
  'rebound.local': ['10.1.2.3', '127.0.0.1'],
  '2130706433': ['127.0.0.1'],
};
const resolve: Resolve = (host) => {
  const addresses = hosts[host];
  if (addresses === undefined) return Promise.reject(new Error('ENOTFOUND'));
  return Promise.resolve(addresses.map((address) => ({ address })));
};

const refused = expect.objectContaining({ code: 'NOT_ALLOWED' }) as unknown;

describe('SourceAccess', () => {
  it('allows nothing by default, and says so', async () => {
    const access = new SourceAccess({});
    for (const text of ['', 'gate', file, 'rtsp://camera.local/', 'camera:0', '/dev/video0', 'constructor']) {
      await expect(access.find(text)).rejects.toThrow(/^This server opens no sources itself/);
    }
  });

  it('opens what has a name, whatever it is', async () => {
    const location = 'rtsp://admin:hunter2@10.0.0.5/live';
    const access = new SourceAccess({ named: { gate: location, desk: 'camera:0' } });
    expect(await access.find('gate')).toMatchObject({ name: 'gate', location, checkRedirect: undefined });
    expect(await access.find('desk')).toMatchObject({ location: 'camera:0' });
    for (const text of ['Gate', 'gate ', location, 'rtsp://10.0.0.5/live', 'toString']) {
      await expect(access.find(text)).rejects.toEqual(refused);
      await expect(access.find(text)).rejects.toThrow(/source it has \(desk, gate\)\.$/);
    }
  });

  it('opens files of its folders, named by path or URL', async () => {
    for (const pattern of [folder, pathToFileURL(folder).href, `file:${folder.replace(' ', '%20')}`]) {
      const access = new SourceAccess({ allow: [pattern] });
      for (const text of [file, pathToFileURL(file).href]) {
        expect(await access.find(text)).toMatchObject({ name: undefined, location: file });
      }
      await expect(access.find(join(folder, 'none.mp4'))).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
      for (const text of [
        '/etc/passwd',
        'file:///etc/passwd',
        `file://host${file}`,
        'file:///a%2Fb',
        'rtsp://x/',
      ]) {
        await expect(access.find(text)).rejects.toEqual(refused);
      }
    }
  });

  it('opens RTSP at the address that it checked', async () => {
    const access = new SourceAccess({ allow: ['rtsp://*.local:*', 'rtsps://*.local'] }, resolve);
    const first = await access.find('rtsp://CAMERA.local/live?x=1');
    expect(first).toMatchObject({ location: 'rtsp://10.1.2.3:554/live?x=1' });
    expect((await access.find('rtsp://six.local:8554/live')).location).toBe('rtsp://[fd00::7]:8554/live');
    expect((await access.find('rtsps://camera.local/live')).location).toBe('rtsps://camera.local/live');
  });

  it('follows no name to this machine', async () => {
    const access = new SourceAccess({ allow: ['rtsp://*', 'http://*'] }, resolve);
    const local = [
      'rebound.local',
      '127.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
      '0.0.0.0',
      '2130706433',
    ];
    for (const host of local) await expect(access.find(`rtsp://${host}/`)).rejects.toEqual(refused);
    for (const host of ['0x7f.1', '127.1', '2130706433']) {
      await expect(access.find(`http://${host}/`)).rejects.toEqual(refused);
    }
    await expect(access.find('rtsp://nowhere.local/')).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  });

  it('goes to this machine where the operator names its address', async () => {
    const access = new SourceAccess({ allow: ['http://localhost:8080', 'rtsp://127.0.0.*:8554'] }, resolve);
    expect((await access.find('http://localhost:8080/a')).location).toBe('http://localhost:8080/a');
    expect((await access.find('rtsp://127.0.0.1:8554/a')).location).toBe('rtsp://127.0.0.1:8554/a');
  });

  it('takes no password from clients', async () => {
    const access = new SourceAccess({ allow: ['rtsp://*'] }, resolve);
    for (const text of [
      'rtsp://admin:guess@camera.local/',
      'rtsp://admin@camera.local/',
      'rtsp://:guess@camera.local/',
    ]) {
      await expect(access.find(text)).rejects.toEqual(refused);
    }
  });

  it('checks redirections by the same rules', async () => {
    const access = new SourceAccess({ allow: ['http://camera.local'] }, resolve);
    const { checkRedirect } = await access.find('http://camera.local/a');
    await expect(checkRedirect?.('http://camera.local/b')).resolves.toBeUndefined();
    for (const url of [
      'http://evil.org/',
      'https://camera.local/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
    ]) {
      await expect(checkRedirect?.(url)).rejects.toEqual(refused);
    }
  });

  it('repeats nothing of what was asked for', async () => {
    const access = new SourceAccess({ named: { gate: 'camera:0' }, allow: [folder] });
    for (const text of [`${folder}/../x`, 'rtsp://secret/', 'x'.repeat(5000)]) {
      await expect(access.find(text)).rejects.toThrow(
        'This server does not open that source. Expected the name of a source it has (gate) or a URL or file that its operator allows.',
      );
    }
  });

  it.each([
    [{ named: { 'a b': 'camera:0' } }, /^Expected names of letters/],
    [{ named: { a: '' } }, /^Expected names of letters/],
    [{ allow: [''] }, /^Expected a folder or scheme/],
    [{ allow: ['file://host/srv'] }, /^Expected a folder or scheme/],
    [{ allow: ['gopher://host'] }, /^Expected a folder, or scheme/],
  ])('refuses rules that say nothing: %o', (options, message) => {
    expect(() => new SourceAccess(options)).toThrow(message);
  });
});
