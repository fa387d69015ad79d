// Bundles a module for browsers, as a page's own tools would, and prints the script; fails if it is more than one.
import { build } from 'vite';

const { output } = await build({
  configFile: false,
  logLevel: 'error',
  build: {
    rollupOptions: { input: process.argv[2], preserveEntrySignatures: 'strict' },
    modulePreload: false,
    target: 'es2023',
    write: false,
  },
});
const [{ code }] = output;
if (output.length !== 1) throw new Error(`Expected one script but got ${output.length} files.`);
process.stdout.write(code);
