import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { codeBlocks, root } from './code-blocks.js';

/** What the text around a page's blocks has said already: every block is checked after it. */
const pages: Readonly<Record<string, string>> = {
  'README.md': '',
  'docs/clients.md': `
    import { labelOf, type EncodedFrame, type LabelsByTask, type Meta } from '@farsight/client';
    declare function frames(): AsyncIterable<EncodedFrame>;
    declare const meta: Meta;
    declare const labels: LabelsByTask;`,
  'packages/client/README.md': 'declare const jpegBytes: Uint8Array;',
  'packages/media/README.md': '',
  'packages/server/README.md': '',
  'packages/engine/README.md':
    "import type { PixelFrame } from '@farsight/protocol'; declare const pixels: PixelFrame;",
};

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.spec.json`, (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  // A block that only shows something need not use it, and readers need not have this strictest of checks on.
  return { ...options, noUnusedLocals: false, noUncheckedIndexedAccess: false, noEmit: true };
}

/** What the compiler says about sources that exist in memory only, as if they lay in the project's folder. */
function problemsOf(sources: ReadonlyMap<string, string>): string[] {
  const options = compilerOptions();
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => sources.has(path) || disk.fileExists(path),
    getSourceFile: (path, ...rest) => {
      const text = sources.get(path);
      if (text === undefined) return disk.getSourceFile(path, ...rest);
      return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
    },
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    return `${file?.fileName.slice(root.length) ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('the TypeScript in the pages', () => {
  it('is there', () => {
    for (const page of Object.keys(pages)) expect(codeBlocks(page, 'ts').length).toBeGreaterThan(0);
  });

  it('compiles', { timeout: 120_000 }, () => {
    const sources = Object.entries(pages).flatMap(([page, before]) =>
      codeBlocks(page, 'ts').map(
        ({ code, line }) => [`${root}${page}-line-${line}.mts`, `${before}\n${code}\nexport {};`] as const,
      ),
    );
    expect(problemsOf(new Map(sources))).toEqual([]);
  });

  it('would be reported if it did not', { timeout: 120_000 }, () => {
    const wrong = new Map([
      [`${root}wrong.mts`, "import { conect } from '@farsight/client'; await conect();"],
    ]);
    expect(problemsOf(wrong).join()).toMatch(/wrong\.mts: .*conect/);
  });
});
