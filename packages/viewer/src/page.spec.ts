import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const built = fileURLToPath(new URL('../dist/', import.meta.url));

describe('the built page', () => {
  const html = readFileSync(`${built}index.html`, 'utf8');

  it('has nothing inline, which its own content security policy would refuse', () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style|\bstyle=|\bon\w+="|javascript:|data:/);
  });

  it('loads only what lies beside it', () => {
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) expect(address).toMatch(/^\.\/[\w./-]+$/);
  });

  it('is small: less than 40 KB of script as browsers get it from a server that packs', () => {
    const scripts = readdirSync(`${built}assets`).filter((name) => name.endsWith('.js'));
    expect(scripts).toHaveLength(1);
    expect(gzipSync(readFileSync(`${built}assets/${scripts.join('')}`)).length).toBeLessThan(40_000);
  });
});
