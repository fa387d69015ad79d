import { describe, expect, it } from 'vitest';

import { FarsightError } from '@farsight/protocol';

import { builtIn } from './file-paths.js';
import { labelsFromLiteral, parseLabels, readLabelFile } from './label-file.js';

describe('parseLabels', () => {
  it('takes a name per line, and keeps empty lines inside so that ids stay right', () => {
    expect(parseLabels('person\r\n\r\n car \n\n', 'a.names')).toEqual(['person', '', 'car']);
    expect(parseLabels('', 'a.names')).toEqual([]);
  });

  it('takes dictionaries and lists as Python and JSON write them', () => {
    expect(parseLabels("{0: 'tench, Tinca tinca',\n 2: 'shark'}", 'a.txt')).toEqual([
      'tench, Tinca tinca',
      '',
      'shark',
    ]);
    expect(parseLabels('["a", "b"]', 'a.json')).toEqual(['a', 'b']);
    expect(parseLabels('{"1": "b", "0": "a"}', 'a.json')).toEqual(['a', 'b']);
  });

  it.each(['{0: 1', "{-1: 'a'}", "{1.5: 'a'}", "{'x': 'a'}", "{100000000: 'a'}"])('refuses %s', (text) => {
    expect(() => parseLabels(text, 'a.txt')).toThrow(FarsightError);
    expect(labelsFromLiteral(text)).toBeUndefined();
  });
});

describe('readLabelFile', () => {
  it('reads the built-in files', () => {
    const coco = readLabelFile(`${builtIn.labels}coco.names`);
    expect(coco).toHaveLength(80);
    expect([coco[0], coco[79]]).toEqual(['person', 'toothbrush']);
    const imagenet = readLabelFile(`${builtIn.labels}imagenet1000_clsidx_to_labels.txt`);
    expect(imagenet).toHaveLength(1000);
    expect(imagenet[281]).toBe('tabby, tabby cat');
    expect(readLabelFile(`${builtIn.labels}coco90.names`)).toHaveLength(90);
  });

  it('says that it cannot read what is not there', () => {
    expect(() => readLabelFile('/nowhere/labels.txt')).toThrow(
      expect.objectContaining({
        code: 'INVALID_NETWORK',
        message: expect.stringMatching(/^Expected a label file in labels\.txt/) as string,
      }),
    );
  });
});
