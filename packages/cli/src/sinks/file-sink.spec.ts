import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberedFiles } from '../run/segment-files.js';
import { FileSink } from './file-sink.js';

let folder: string;
const at = (name: string): string => join(folder, name);
const text = (name: string): string => readFileSync(at(name), 'utf8');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-file-sink-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('FileSink', () => {
  it('has each line in the file when it is written, and nothing of an older run', async () => {
    writeFileSync(at('one.ndjson'), 'older and longer than what comes now\n');
    const sink = await FileSink.open(() => at('one.ndjson'));
    await sink.write({ text: '{"n":1}\n', segment: 0 });
    await sink.write({ text: '{"n":2}\n', segment: 5 });
    expect(text('one.ndjson')).toBe('{"n":1}\n{"n":2}\n');
    await sink.close();
    expect(sink.report()).toEqual([`Written: ${at('one.ndjson')}`]);
  });

  it('writes a file per segment', async () => {
    const sink = await FileSink.open(numberedFiles(at('parts.ndjson')));
    for (const [line, segment] of [
      ['a\n', 0],
      ['b\n', 0],
      ['c\n', 1],
      ['d\n', 2],
    ] as const)
      await sink.write({ text: line, segment });
    await sink.close();
    expect(['000', '001', '002'].map((n) => text(`parts-${n}.ndjson`))).toEqual(['a\nb\n', 'c\n', 'd\n']);
    expect(sink.report()).toEqual([
      `Written: ${at('parts-000.ndjson')} to ${at('parts-002.ndjson')} (3 files)`,
    ]);
  });

  it('says why it cannot be written', async () => {
    await expect(FileSink.open(() => at('no/folder.ndjson'))).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: `${at('no/folder.ndjson')} cannot be written: its folder does not exist.`,
    });
  });

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full (skipped without /dev/full)', async () => {
    const sink = await FileSink.open(() => '/dev/full');
    await expect(sink.write({ text: 'a\n', segment: 0 })).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: '/dev/full cannot be written: the disk is full.',
    });
    await sink.close();
  });
});
