import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { findNetworkFiles } from './catalogue.js';
import { listCatalogue } from './resolve-network.js';
import { readYamlFile } from './yaml-file.js';
import type { Located } from './yaml/located.js';

/** Facts of the SDK's model zoo; not part of the project, so the comparison is skipped where they are absent. */
const factsPath = fileURLToPath(new URL('../../../../../shared/zoo-facts.json', import.meta.url));
const folder = fileURLToPath(new URL('../../../../networks', import.meta.url));

interface ZooNetwork {
  readonly name: string;
  readonly pipeline: readonly { readonly task: string; readonly template?: string }[];
  readonly models: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly datasets: Readonly<Record<string, { readonly labels?: string }>>;
}

const zoo = existsSync(factsPath)
  ? (JSON.parse(readFileSync(factsPath, 'utf8')) as readonly ZooNetwork[])
  : [];

/** What makes a model that model. */
const modelKeys = [
  ...['class', 'weight_path', 'weight_url', 'weight_md5', 'task_category', 'input_tensor_layout'],
  ...['input_tensor_shape', 'input_color_format', 'num_classes', 'dataset'],
];

function plain(value: Located | undefined): unknown {
  if (value === undefined) return undefined;
  if (value.kind === 'list') return value.items.map(plain);
  if (value.kind === 'scalar') return value.value;
  return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry.value)]));
}

const chosen = (model: Readonly<Record<string, unknown>>): unknown =>
  Object.fromEntries(modelKeys.filter((key) => model[key] !== undefined).map((key) => [key, model[key]]));

describe.skipIf(zoo.length === 0)('the SDK’s zoo (skipped without ../shared/zoo-facts.json)', () => {
  const files = new Map(findNetworkFiles([folder]).map(({ name, path }) => [name, path]));

  it('is all there', () => {
    expect(zoo).toHaveLength(88);
    expect(zoo.map(({ name }) => name).filter((name) => !files.has(name))).toEqual([]);
  });

  it.each(zoo)('has $name as the SDK has it', ({ name, pipeline, models }) => {
    const file = plain(readYamlFile(files.get(name) ?? '')) as {
      readonly pipeline: readonly Readonly<Record<string, { readonly template_path?: string }>>[];
      readonly models: ZooNetwork['models'];
    };
    expect(Object.entries(file.models).map(([key, model]) => [key, chosen(model)])).toEqual(
      Object.entries(models).map(([key, model]) => [key, chosen(model)]),
    );
    const templates = file.pipeline.flatMap((item) =>
      Object.values(item).map(({ template_path: path }) => path?.replace(/^.*\//, '')),
    );
    expect(templates).toEqual(pipeline.map(({ template }) => template));
  });

  it('names the classes of its networks as the SDK does', async () => {
    const labelled = zoo.flatMap(({ name, datasets }) =>
      Object.values(datasets).flatMap(({ labels }) =>
        labels === undefined ? [] : [[name, labels] as const],
      ),
    );
    const definitions = new Map(
      (await listCatalogue({ folders: [folder] })).map((entry) => [entry.name, entry.definition]),
    );
    // The classes of an SSD begin with the background, which its label files leave out.
    const first = { 'coco.names': 'person', 'coco90.names': 'background', 'face.names': 'face' };
    const expected = { ...first, 'imagenet1000_clsidx_to_labels.txt': 'tench, Tinca tinca' };
    const names = labelled.map(([name]) => [name, definitions.get(name)?.tasks[0]?.labels[0]]);
    expect(names).toEqual(labelled.map(([name, file]) => [name, expected[file as keyof typeof expected]]));
  });
});
