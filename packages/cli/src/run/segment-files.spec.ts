import { join } from 'node:path';
import { expect, it } from 'vitest';
import { numberedFiles, oneFileIfPossible, WrittenFiles } from './segment-files.js';

it('numbers the files of segments', () => {
  const path = join('some.where', 'out.mp4');
  const files = numberedFiles(path);
  expect([files(0), files(12), files(1234)]).toEqual(
    ['out-000.mp4', 'out-012.mp4', 'out-1234.mp4'].map((name) => join('some.where', name)),
  );
  expect(numberedFiles('results')(1)).toBe('results-001');
  expect([0, 1].map(oneFileIfPossible('out.mp4'))).toEqual(['out.mp4', 'out-001.mp4']);
});

it('tells which files were written', () => {
  const written = new WrittenFiles();
  expect(written.report()).toEqual([]);
  written.add('a-000.mp4');
  expect(written.report()).toEqual(['Written: a-000.mp4']);
  written.add('a-001.mp4');
  expect(written.report()).toEqual(['Written: a-000.mp4 to a-001.mp4 (2 files)']);
});
