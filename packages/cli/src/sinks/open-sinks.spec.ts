import { describe, expect, it } from 'vitest';
import { openSink } from './open-sinks.js';

const open = (url: string, headers: readonly string[] = []): ReturnType<typeof openSink> =>
  openSink(
    url,
    { streamId: 'gate', headers },
    { lossless: false, stop: new AbortController().signal, note: () => undefined },
  );

describe('openSink', () => {
  it.each([
    [
      'https://joe:hunter2@hooks.example.com:8443/services/T0/SECRET?key=SECRET',
      'https://hooks.example.com:8443',
    ],
    ['http://10.0.0.1/', 'http://10.0.0.1'],
    ['mqtt://joe:hunter2@broker.local:1884/site/{stream}', 'mqtt://broker.local:1884/site/gate'],
    ['mqtts://broker.local', 'mqtts://broker.local/farsight/gate'],
  ])('shows no secret of %s', async (url, name) => {
    const sink = await open(url);
    await sink.close();
    expect(sink.deliveries()).toEqual([`${name}: 0 sent, 0 retries, 0 dropped`]);
  });

  it.each([
    ['ftp://joe:hunter2@host/x', 'received ftp:….'],
    ['results.ndjson', 'received something else.'],
    ['mqtt:', 'received mqtt:….'],
    ['', 'received something else.'],
  ])('refuses %s', async (url, message) => {
    await expect(open(url)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `Expected http(s)://… or mqtt(s)://… for --sink but ${message}`,
    });
  });

  it('refuses headers that are none, without telling their value', async () => {
    await expect(open('http://host', ['Authorization Bearer hunter2'])).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'Expected "Name: value" for --sink-header but received one without a colon.',
    });
    await expect(open('http://host', ['X-Key: hunter2\u0000'])).rejects.toMatchObject({
      message: 'Expected "Name: value" for --sink-header but received X-Key.',
    });
  });

  it('refuses a password that is not escaped, without telling it', async () => {
    for (const scheme of ['https', 'mqtt']) {
      await expect(open(`${scheme}://joe:50%@host/x`)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: 'Expected % to be written as %25 in the URL of --sink.',
      });
    }
  });
});
