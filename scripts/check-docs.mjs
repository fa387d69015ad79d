// Fails if a symbol that a package exports has no doc comment. `npm run lint` runs it, after a build: packages see each other's
// declarations.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The source files that the `exports` of a package lead to. */
function entriesOf(folder) {
  const { exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.values(exports)
    .flatMap(({ types }) => types ?? [])
    .map((types) => join(folder, types.replace(/^\.\/dist\//, 'src/').replace(/\.d\.ts$/, '.ts')));
}

/** Names of what a file exports without saying what it is. Generated code is documented where it is generated from. */
function undocumented(file, program) {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  // A file without exports, such as the entry of a worker, is no module to its callers.
  if (module === undefined) return [];
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const generated = symbol.declarations?.every((node) =>
      /[/\\]gen[/\\]/.test(node.getSourceFile().fileName),
    );
    const documented = symbol.getDocumentationComment(checker).length > 0;
    return generated || documented ? [] : [exported.name];
  });
}

let checked = 0;
const missing = readdirSync(join(root, 'packages')).flatMap((name) => {
  const folder = join(root, 'packages', name);
  if (!existsSync(join(folder, 'tsconfig.json'))) return [];
  const config = ts.getParsedCommandLineOfConfigFile(
    join(folder, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
      },
    },
  );
  const entries = entriesOf(folder);
  checked += entries.length;
  const program = ts.createProgram(entries, config.options);
  return entries.flatMap((file) =>
    undocumented(file, program).map((symbol) => `${relative(root, file)}: ${symbol}`),
  );
});
if (checked === 0) throw new Error('Found no package to check.');
for (const line of missing) console.error(`Exported without a doc comment: ${line}`);
process.exitCode = missing.length > 0 ? 1 : 0;
