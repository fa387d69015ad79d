import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readSixel } from '../../packages/cli/src/terminal/pictures/testing/read-sixel.js';
import { bin, CliProcess } from '../../packages/cli/src/testing/cli-process.js';
import { PseudoTerminal } from './python/pseudo-terminal.js';

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));
const parcel = join(samples, 'parcel.jpg');
const conveyor = join(samples, 'conveyor.mp4');

const enter = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const leave = '\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l';
/** The question that every terminal answers. */
const asked = /\x1b\[c/;

let folder: string;
let server: CliProcess;
let address: string;

async function serve(): Promise<[CliProcess, string]> {
  const started = new CliProcess(
    'serve',
    'codes-nano',
    '--port',
    '0',
    '--http-port',
    '0',
    '--log-level',
    'warn',
  );
  return [started, await started.printed('out', /farsight run (\S+) codes-nano/)];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-terminal-'));
  [server, address] = await serve();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

interface Play {
  readonly source: string;
  readonly size?: readonly [rows: number, columns: number];
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly at?: string;
}

function play({
  source,
  size = [24, 80],
  environment = { TERM: 'xterm' },
  flags = [],
  at = address,
}: Play): PseudoTerminal {
  const command = ['run', at, 'codes-nano', source, '--display', 'terminal', ...flags];
  return new PseudoTerminal(size, environment, [process.execPath, bin, ...command]);
}

/** Everything is as it was, and what the run has to say comes after. */
function expectLeft(shown: string): void {
  expect(shown.startsWith(enter)).toBe(true);
  const [inside = '', after = '', ...more] = shown.split(leave);
  expect(more).toEqual([]);
  expect(inside).not.toContain('\x1b[?1049l');
  expect(after).not.toContain('\x1b');
}

/** Bytes that would move lines up: the picture is placed, not printed. */
function expectNoScrolling(shown: string): void {
  const [inside = ''] = shown.split(leave);
  expect(inside.replaceAll(/\x1b[P_][^\x1b]*\x1b\\/g, '')).not.toMatch(/[\n\x0b\x0c]|\x1b[DEM]|\x1b\[\d*S/);
}

describe('farsight run --display terminal', () => {
  it('shows an image in sixels where the terminal has them, until q is pressed', async () => {
    await using terminal = play({ source: parcel });
    await terminal.showed(asked);
    terminal.type('\x1b[6;20;10t\x1b[4;480;800t\x1b[?62;4;22c');
    await terminal.showed(/Done; q ends\.\s+parcel\.jpg.*barcode 3/s);
    terminal.type('q');
    expect(await terminal.ended()).toEqual({ code: 0, usual: true });
    expectLeft(terminal.shown);
    expectNoScrolling(terminal.shown);
    expect(terminal.shown.split(leave)[1]).toContain('1 frame in');
    const pictures = [...terminal.shown.matchAll(/\x1b\[H(\x1bP[^\x1b]*\x1b\\)/g)].map(
      ([, text = '']) => text,
    );
    expect(pictures.length).toBeGreaterThan(0);
    const { width, height, bands } = readSixel(pictures[0] ?? '');
    // 1280 x 720 in 80 x 23 characters of 10 x 20.
    expect([width, height]).toEqual([800, 450]);
    expect(6 * bands).toBeLessThanOrEqual(460);
    expect(terminal.shown).not.toContain('▀');
  });

  it('replaces one picture in kitty, and takes it away on Ctrl-C', async () => {
    await using terminal = play({ source: conveyor });
    await terminal.showed(asked);
    terminal.type('\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?62;c');
    await terminal.showed(/(?:a=T[^]*){3}/);
    terminal.type('\x03');
    expect(await terminal.ended()).toEqual({ code: 0, usual: true });
    expectLeft(terminal.shown);
    const ids = new Set([...terminal.shown.matchAll(/a=T,[^;]*,i=(\d+),/g)].map(([, id]) => id));
    expect(ids.size).toBe(1);
    expect(terminal.shown.indexOf(leave)).toBeGreaterThan(
      terminal.shown.indexOf(`a=d,d=I,i=${[...ids].join()}`),
    );
    const [, first = ''] = /(\x1b_Ga=T.*?[,G]m=0.*?\x1b\\)/s.exec(terminal.shown) ?? [];
    const base64 = [...first.matchAll(/;([^;\x1b]*)\x1b\\/g)].map(([, piece]) => piece).join('');
    const [, width, height] = /s=(\d+),v=(\d+)/.exec(first) ?? [];
    expect(inflateSync(Buffer.from(base64, 'base64'))).toHaveLength(3 * Number(width) * Number(height));
  });

  it('shows blocks where the terminal has nothing else, and swallows what is typed', async () => {
    await using terminal = play({ source: conveyor });
    await terminal.showed(asked);
    terminal.type('\x1b[?62;22c');
    terminal.type('secret\r\x1b[A');
    await terminal.showed(/\x1b\[38;5;\d+;48;5;\d+m\xe2\x96\x80/);
    terminal.signal(2);
    expect(await terminal.ended()).toEqual({ code: 0, usual: true });
    expectLeft(terminal.shown);
    expectNoScrolling(terminal.shown);
    expect(terminal.shown).not.toContain('secret');
    expect(terminal.shown).not.toContain('62;22c');
    expect(terminal.shown).not.toContain('38;2;');
  });

  it('needs no answer', async () => {
    await using terminal = play({ source: parcel, environment: { TERM: 'foot', COLORTERM: 'truecolor' } });
    await terminal.showed(/\x1bP0;1q[^]*Done; q ends/);
    terminal.type('q');
    expect(await terminal.ended()).toEqual({ code: 0, usual: true });
  });

  it('follows the window', async () => {
    const flags = ['--terminal-graphics', 'blocks'];
    await using terminal = play({
      source: parcel,
      environment: { TERM: 'xterm', COLORTERM: 'truecolor' },
      flags,
    });
    await terminal.showed(asked);
    terminal.type('\x1b[?62;22c');
    await terminal.showed(/\x1b\[24;1H\x1b\[0;7m Done/);
    const before = terminal.shown.length;
    terminal.resize(12, 40);
    await terminal.showed(/\x1b\[12;1H\x1b\[0;7m Done/, before);
    const after = terminal.shown.slice(before);
    expect(after).toContain('\x1b[2J');
    const lines = after
      .slice(after.lastIndexOf('\x1b[H'))
      .split(/\x1b\[\d+;1H/)
      .slice(1, -1);
    expect(lines).toHaveLength(11);
    for (const line of lines) expect(line.split('\xe2\x96\x80').length - 1).toBeLessThanOrEqual(40);
    terminal.type('q');
    expect(await terminal.ended()).toEqual({ code: 0, usual: true });
  });

  it('does not let a terminal that takes nothing hold up the stream, nor its end', async () => {
    const file = join(folder, 'slow.ndjson');
    await using terminal = play({
      source: conveyor,
      flags: ['--results', file, '--max-frames', '120', '--terminal-graphics', 'sixel'],
    });
    await terminal.showed(/\x1bP0;1q/);
    terminal.pause();
    const lines = (): number => readFileSync(file, 'latin1').split('\n').length - 1;
    await vi.waitUntil(() => lines() === 120, { timeout: 90_000, interval: 100 });
    terminal.signal(2);
    expect(await terminal.ended()).toMatchObject({ code: 0, usual: true });
  });

  it('gives the terminal back when the server is lost, and says so after', async () => {
    const [other, at] = await serve();
    await using terminal = play({ source: conveyor, at });
    await terminal.showed(asked);
    terminal.type('\x1b[?62;22c');
    await terminal.showed(/\xe2\x96\x80/);
    other.kill();
    await other[Symbol.asyncDispose]();
    expect(await terminal.ended()).toEqual({ code: 1, usual: true });
    expectLeft(terminal.shown);
    expect(terminal.shown.split(leave)[1]).toMatch(/^farsight: [^\n]+\r\n$/m);
  });

  it('wants colours, and a terminal of its own', async () => {
    await using gray = play({ source: parcel, environment: { TERM: 'xterm', NO_COLOR: '1' } });
    expect(await gray.ended()).toEqual({ code: 1, usual: true });
    expect(gray.shown).toMatch(/^farsight: .*NO_COLOR/);
    await using shared = play({ source: parcel, flags: ['--results', '-'] });
    expect(await shared.ended()).toEqual({ code: 1, usual: true });
    expect(shared.shown).toMatch(/^farsight: Expected --results FILE/);
  });
});
