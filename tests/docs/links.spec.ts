import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './code-blocks.js';

/** Folders with pages; others have those of installed packages. */
const folders = ['.', 'docs', 'docs/decisions', 'networks', 'examples/python', 'examples/typescript'];
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);

const pages = [...folders, ...packages].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

/** The page without its blocks of code. */
function prose(page: string): string {
  return readFileSync(join(root, page), 'utf8').replace(/^```[^]*?^```$/gm, '');
}

/** As the anchors of a page are made of its headings. */
function anchors(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links of a page that lead to nothing in the project. */
function brokenLinks(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchors(target).includes(anchor);
  });
}

/** Files and folders of the sources that a page names and that are not there. */
function missingSources(page: string): string[] {
  const named = [
    ...prose(page).matchAll(/`((?:packages\/)?[a-z]+\/(?:src|assembly|goldens)\b[\w./-]*)`/g),
  ].map(([, path = '']) => path);
  return named.filter(
    (path) => !existsSync(join(root, path.startsWith('packages/') ? path : `packages/${path}`)),
  );
}

describe.each(pages)('%s', (page) => {
  it('leads and points to what is there', () => {
    expect(brokenLinks(page)).toEqual([]);
    expect(missingSources(page)).toEqual([]);
  });
});
