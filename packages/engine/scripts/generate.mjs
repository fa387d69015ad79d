// Compiles assembly/pixels.ts to src/kernels/wasm/module.ts; with --check it only says whether that file is current.
// The compiler is fetched by npm when this runs (100 MB, most of it the optimiser) instead of being a dependency of
// everybody who installs the project: docs/decisions/ has the measurements.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Exact, and it pins its own optimiser exactly: the same source gives the same bytes everywhere.
const compiler = 'assemblyscript@0.28.20';
const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src/kernels/wasm/module.ts');

function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'farsight-generate-'));
  try {
    const output = join(folder, 'pixels.wasm');
    const flags = ['-O3', '--converge', '--noAssert', '--importMemory', '--runtime', 'stub'];
    const files = ['assembly/pixels.ts', '--use', 'abort=', '--enable', 'simd', '-o', output];
    const npm = ['exec', '--yes', `--package=${compiler}`, '--', 'asc', ...files, ...flags];
    execFileSync('npm', npm, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    return readFileSync(output).toString('base64');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function moduleText(base64) {
  const lines = base64.match(/.{1,100}/g).map((line) => `  '${line}'`);
  return [
    '// Generated from assembly/pixels.ts by `npm run generate -w @farsight/engine`. Do not edit.',
    '',
    '/** The compiled WebAssembly module, base64. */',
    'export const pixelsModule =',
    `${lines.join(' +\n')};`,
    '',
  ].join('\n');
}

const text = moduleText(compile());
if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    'src/kernels/wasm/module.ts is not what assembly/pixels.ts compiles to: run npm run generate.',
  );
  process.exit(1);
}
