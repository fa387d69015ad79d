// Compiles assembly/ to WebAssembly and embeds it in src/gen/, so that building and using the package needs neither a
// compiler nor files beside the code. With --check it only says whether what is there is current.
// npm fetches the compiler when this runs (100 MB, most of it the optimiser), so that who installs the project does not.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Exact, and it pins its own optimiser exactly: the same source gives the same bytes everywhere.
const compiler = 'assemblyscript@0.28.20';
const root = fileURLToPath(new URL('..', import.meta.url));
const modules = ['jpeg', 'jpeg-encoder'];

function compile(name) {
  const folder = mkdtempSync(join(tmpdir(), 'farsight-generate-'));
  try {
    const output = join(folder, 'module.wasm');
    const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort='];
    const npm = ['exec', '--yes', `--package=${compiler}`, '--'];
    execFileSync('npm', [...npm, 'asc', `assembly/${name}/index.ts`, '-o', output, ...flags], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    return readFileSync(output).toString('base64');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function moduleText(name, base64) {
  const lines = base64.match(/.{1,110}/g).map((line) => `  '${line}'`);
  return [
    `// Generated from assembly/${name} by \`npm run generate -w @farsight/media\`. Do not edit.`,
    '',
    '/** The compiled WebAssembly module, base64. */',
    `export const ${name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())}Module =`,
    `${lines.join(' +\n')};`,
    '',
  ].join('\n');
}

for (const name of modules) {
  const target = join(root, `src/gen/${name}-module.ts`);
  const text = moduleText(name, compile(name));
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  } else if (readFileSync(target, 'utf8') !== text) {
    console.error(`${target} is out of date: npm run generate -w @farsight/media`);
    process.exitCode = 1;
  }
}
