// Compiles one package's AssemblyScript kernels and embeds them in TypeScript modules, so that building and using the
// package needs neither a compiler nor files beside the code:
//
//     node compile-wasm.mjs NAME:ENTRY [FLAG …]     assembly/ENTRY -> src/gen/NAME-module.ts, in the current folder
//
// npm fetches the compiler when this runs (100 MB, most of it the optimiser), so that who installs the project does not.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Exact, and it pins its own optimiser exactly: the same source gives the same bytes everywhere.
const compiler = 'assemblyscript@0.28.20';
const commonFlags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='];

function compile(source, flags) {
  const folder = mkdtempSync(join(tmpdir(), 'farsight-compile-'));
  try {
    const output = join(folder, 'module.wasm');
    const asc = ['asc', source, '-o', output, ...commonFlags, ...flags];
    execFileSync('npm', ['exec', '--yes', `--package=${compiler}`, '--', ...asc], {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    return readFileSync(output).toString('base64');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function moduleText(name, source, base64) {
  const constant = `${name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())}Module`;
  const lines = base64.match(/.{1,110}/g).map((line) => `  '${line}'`);
  return [
    `// Generated from ${source} by \`npm run generate\`. Do not edit.`,
    '',
    '/** The compiled WebAssembly module, base64. */',
    `export const ${constant} =`,
    `${lines.join(' +\n')};`,
    '',
  ].join('\n');
}

const [target = '', ...flags] = process.argv.slice(2);
const [name, entry] = target.split(':');
if (!name || !entry) throw new Error('Expected NAME:ENTRY.');
const source = `assembly/${entry}`;
mkdirSync('src/gen', { recursive: true });
writeFileSync(`src/gen/${name}-module.ts`, moduleText(name, source, compile(source, flags)));
