import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A piece of code in a page. */
export interface CodeBlock {
  readonly code: string;
  /** Line of the page on which the code begins. */
  readonly line: number;
}

/** The blocks of a language in a page of the project. */
export function codeBlocks(page: string, language: string): readonly CodeBlock[] {
  const text = readFileSync(`${root}${page}`, 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ({ 1: code = '', index }) => ({ code, line: text.slice(0, index).split('\n').length + 1 }),
  );
}
