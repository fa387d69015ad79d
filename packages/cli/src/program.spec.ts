import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildProgram } from './program.js';
import { runCli } from './run-cli.js';

/** Exit code and what was printed. */
async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((err += String(text))));
  const code = await runCli(args);
  vi.restoreAllMocks();
  return { code, out, err };
}

afterEach(() => vi.restoreAllMocks());

describe('the command line', () => {
  it.each([
    [['--help']],
    [['--version']],
    [['run', '--help']],
    [['serve', '--help']],
    [['bench', '--help']],
    [['eval', '--help']],
    [['demo', '--help']],
    [['networks', '--help']],
    [['networks', 'check', '--help']],
  ])('%j prints to stdout and exits with 0', async (args) => {
    const { code, out, err } = await cli(...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).not.toBe('');
  });

  it.each([
    [[], /Usage: farsight/],
    [['fly'], /unknown command 'fly'/],
    [['run', '127.0.0.1:5000', 'net'], /missing required argument 'source'/],
    [['run', 'a', 'b', 'c', 'd'], /too many arguments/],
    [['run', 'a', 'b', 'c', '--nope'], /unknown option '--nope'/],
    [['run', 'a', 'b', 'c', '--live', '--lossless'], /cannot be used with/],
    [['run', 'a', 'b', 'c', '--max-frames', '0'], /whole number/],
    [['run', 'a', 'b', 'c', '--max-frames', '2.5'], /whole number/],
    [['run', 'a', 'b', 'c', '--score', '1.5'], /number of 0..1/],
    [['run', 'a', 'b', 'c', '--score', ''], /number of 0..1/],
    [['run', 'a', 'b', 'c', '--display', 'window'], /Allowed choices are web, terminal, none/],
    [['run', 'a', 'b', 'c', '--quality', '101'], /whole number of 1..100/],
    [['serve', '--port', '65536'], /whole number of 0..65535/],
    [['serve', '--port', 'http'], /whole number/],
    [['serve', '--log-level', 'loud'], /Allowed choices/],
    [['serve', '--tls-cert', 'cert.pem'], /--tls-cert and --tls-key together/],
    [['serve', '--color', 'pink'], /Allowed choices are RGB, BGR, GRAY/],
    [['bench', 'a', 'b', 'c', '--streams', '0'], /whole number of 1..1024/],
    [['bench', 'a', 'b', 'c', '--seconds', 'long'], /number of/],
    [['eval', 'a', '--images', 'b'], /required option '--annotations/],
    [['eval', 'a', '--metric', 'luck'], /Allowed choices are boxes, masks, keypoints/],
    [['eval', 'a', '--max-images', '0'], /whole number/],
    [['networks'], /Usage: farsight networks/],
    [['networks', 'burn'], /unknown command 'burn'/],
    [['networks', 'check'], /missing required argument 'path'/],
  ])('%j is a usage error: exit code 2, told on stderr', async (args, message) => {
    const { code, out, err } = await cli(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('has the flags of its contract', () => {
    const flags = Object.fromEntries(
      buildProgram().commands.map((command) => [command.name(), command.options.map(({ long }) => long)]),
    );
    expect(flags.serve).toEqual(
      expect.arrayContaining(['--port', '--http-port', '--host', '--networks', '--executors', '--threads']),
    );
    expect(flags.run).toEqual(
      expect.arrayContaining(['--output', '--results', '--display', '--max-frames', '--live', '--lossless']),
    );
    expect(flags.bench).toEqual(expect.arrayContaining(['--streams', '--seconds', '--json']));
  });

  it('takes --verbose before and after the subcommand', () => {
    for (const args of [
      ['--verbose', 'demo', '--help'],
      ['demo', '--verbose', '--help'],
    ]) {
      const program = buildProgram();
      program.commands.forEach((command) => command.configureOutput({ writeOut: () => undefined }));
      expect(() => program.parse(args, { from: 'user' })).toThrow('(outputHelp)');
      expect(program.opts()).toMatchObject({ verbose: true });
    }
  });

  it('has a page that names every flag, and none that is not there', () => {
    const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
    const flags = new Set(
      allCommands(buildProgram()).flatMap(({ options }) => options.map(({ long }) => long)),
    );
    flags.add('--help');
    flags.delete('--version');
    const named = new Set(page.match(/--[a-z][a-z-]*/g));
    expect([...named].sort()).toEqual([...flags].sort());
  });
});

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
