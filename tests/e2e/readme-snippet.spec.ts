import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { codeBlocks, root } from '../docs/code-blocks.js';
import { serveBundled } from './support/serve-bundled.js';

it('the client in the README does what it says', { timeout: 60_000 }, async () => {
  const [block] = codeBlocks('README.md', 'ts');
  const { outputText } = ts.transpileModule(block?.code ?? '', {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const { server, address } = await serveBundled();
  try {
    // The video takes a while; conveyor.spec.ts has seen it.
    const code = outputText.replace('127.0.0.1:5000', address).replace('conveyor.mp4', 'parcel.jpg');
    expect(code).toContain(`connect('${address}')`);
    expect(code).toContain("openSource('samples/parcel.jpg')");
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: root,
    });
    expect(stdout).toMatch(/^0 9 Float32Array\(36\) \[/);
  } finally {
    await server.close();
  }
});
