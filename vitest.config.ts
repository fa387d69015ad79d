import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Vitest's own default leaves one core alone, which is half of the smallest machine.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.spec.ts', 'tests/**/*.spec.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          // One process per worker instead of one per file, which costs 0.35 s of CPU each: no spec replaces modules for
          // others, and what is counted per process (pixels, native handles) must be down to 0 after every test anyway.
          isolate: false,
        },
      },
      {
        test: {
          name: 'system',
          include: ['tests/system/**/*.system.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
