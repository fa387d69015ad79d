import js from '@eslint/js';
import vitest from '@vitest/eslint-plugin';
import prettier from 'eslint-config-prettier';
import importX from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Which of our packages each package may import (docs/architecture.md); nothing else of ours, no deep paths. */
const allowedImports = {
  protocol: [],
  media: ['protocol'],
  engine: ['protocol'],
  client: ['protocol'],
  server: ['protocol', 'media', 'engine'],
  viewer: ['client', 'protocol'],
  cli: ['client', 'media', 'server'],
};

/** Native and carrier libraries, each with the one place that may know it. */
const fencedLibraries = {
  'onnxruntime-node': 'packages/engine/src/backends/',
  'node-av': 'packages/media/src/',
  'nice-grpc': 'packages/*/src/grpc/',
  'nice-grpc-common': 'packages/*/src/grpc/',
  '@grpc/grpc-js': 'packages/*/src/grpc/',
  ws: 'packages/server/src/web-socket/',
};

function restrictions(pkg) {
  const own = Object.keys(allowedImports).filter(
    (other) => other !== pkg && !allowedImports[pkg].includes(other),
  );
  return {
    patterns: [
      ...own.map((other) => ({
        regex: `^@farsight/${other}(/|$)`,
        message: `${pkg} may import only: ${allowedImports[pkg].join(', ') || 'none of our packages'}.`,
      })),
      { regex: '^@farsight/[^/]+/(src|dist)(/|$)', message: "Import from the package's exports." },
      { regex: '/packages/', message: 'Import by package name.' },
      ...Object.entries(fencedLibraries).map(([library, place]) => ({
        regex: `^${library}(/|$)`,
        message: `Only ${place} may import ${library}.`,
      })),
    ],
  };
}

function withoutFence(pkg, libraries) {
  const { patterns } = restrictions(pkg);
  return {
    patterns: patterns.filter(({ regex }) => !libraries.some((library) => regex === `^${library}(/|$)`)),
  };
}

const carriers = ['nice-grpc', 'nice-grpc-common', '@grpc/grpc-js'];

export default defineConfig(
  { ignores: ['**/dist/', '**/build/', '**/src/gen/', 'coverage/', 'packages/*/assembly/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: {
        project: ['packages/*/tsconfig.json', 'benchmarks/tsconfig.json', 'tsconfig.spec.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  ...Object.keys(allowedImports).map((pkg) => ({
    files: [`packages/${pkg}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', restrictions(pkg)] },
  })),
  {
    files: ['packages/cli/src/{commands,options}/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            ...restrictions('cli').patterns,
            {
              regex: '^@farsight/(server|media)$',
              allowTypeImports: true,
              message: 'Help and usage errors come at once: import() it where it is used.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/media/src/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', withoutFence('media', ['node-av'])] },
  },
  {
    files: ['packages/engine/src/backends/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', withoutFence('engine', ['onnxruntime-node'])],
    },
  },
  ...['server', 'client'].map((pkg) => ({
    files: [`packages/${pkg}/src/grpc/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', withoutFence(pkg, carriers)] },
  })),
  {
    files: ['packages/server/src/web-socket/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', withoutFence('server', ['ws'])] },
  },
  {
    // Indexing typed arrays in hot loops: a check per element would cost more than the arithmetic.
    files: [
      'packages/engine/src/kernels/**/*.ts',
      'packages/engine/src/decoders/**/*.ts',
      'packages/media/src/pixels/**/*.ts',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.spec.ts', '**/testing/**/*.ts', 'tests/**/*.ts'],
    plugins: { vitest },
    rules: {
      ...vitest.configs.recommended.rules,
      'vitest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
    },
  },
  {
    // Escape sequences are what these read.
    files: ['packages/cli/src/terminal/**/*.ts', 'tests/system/terminal.system.ts'],
    rules: { 'no-control-regex': 'off' },
  },
  { files: ['packages/cli/src/**/*.ts', 'benchmarks/**', 'examples/**'], rules: { 'no-console': 'off' } },
  { files: ['*.config.ts', '*.config.js'], rules: { 'import-x/no-default-export': 'off' } },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly' },
    },
  },
  prettier,
);
