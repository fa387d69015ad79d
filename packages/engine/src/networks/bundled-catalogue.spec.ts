import { existsSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import type { TaskDefinition } from '../definition.js';
import { networkFilesIn } from './catalogue.js';
import { listCatalogue } from './resolve-network.js';
import { NoOnnxWeightsError } from './sections/weights-section.js';

const folder = fileURLToPath(new URL('../../../../networks', import.meta.url));
const entries = await listCatalogue({ folders: [folder] });
const usable = entries.flatMap(({ definition }) => definition ?? []);
const tasks = usable.flatMap(({ name, tasks: each }) => each.map((task) => [name, task] as const));

/** Networks whose class builds them from PyTorch and of which nobody publishes an ONNX export. */
const withoutOnnx = ['unet_fcn_512-cityscapes'];

/** Weights whose terms are not stated anywhere that could be found. */
const unknownLicence = ['resnet50-imagenet-tf2-onnx', 'yolov3-coco-onnx'];

const licences = /^(Apache-2\.0|BSD-3-Clause|MIT|GPL-3\.0|AGPL-3\.0)$/;

describe('the networks that come with Farsight', () => {
  it('are many', () => {
    expect(entries.length).toBeGreaterThanOrEqual(100);
  });

  it('can all be used, but for those of which there is no ONNX export', () => {
    const failed = entries.filter(({ error }) => error !== undefined);
    expect(failed.filter(({ name }) => !withoutOnnx.includes(name))).toEqual([]);
    expect(failed.map(({ name }) => name)).toEqual(withoutOnnx);
    expect(failed.every(({ error }) => error instanceof NoOnnxWeightsError)).toBe(true);
  });

  it('each have a file of that name, in a folder of networks with such tasks', () => {
    const files = networkFilesIn(folder);
    expect(files.map(({ name }) => name).sort()).toEqual(entries.map(({ name }) => name));
    expect(files.filter(({ name, path }) => basename(path) !== `${name}.yaml`)).toEqual([]);
    const atRoot = files.filter(({ path }) => relative(folder, dirname(path)) === '');
    expect(atRoot.map(({ name }) => name)).toEqual(['codes-nano']);
  });

  it('have a description of one line and a licence', () => {
    const stated = usable.filter(({ licence }) => licence.split(' AND ').every((one) => licences.test(one)));
    const others = usable.filter((network) => !stated.includes(network));
    expect(others.map(({ name, licence }) => [name, licence])).toEqual(
      unknownLicence.map((name) => [name, 'unknown']),
    );
    expect(usable.filter(({ description }) => !/^\S.{9,159}$/.test(description))).toEqual([]);
  });

  it('have copyleft licences where their authors gave them such', () => {
    const licenceOf = (pattern: RegExp): readonly string[] => [
      ...new Set(usable.filter(({ name }) => pattern.test(name)).map(({ licence }) => licence)),
    ];
    expect(licenceOf(/^yolov[589]/)).toEqual(['AGPL-3.0']);
    expect(licenceOf(/^yolov7/)).toEqual(['GPL-3.0']);
  });

  it('have weights that are there or come over https, and a checksum', () => {
    const bad = tasks.filter(([, { model }]) => {
      const { path, url, md5, sha256 } = model.weights;
      const isReachable = url === undefined ? existsSync(path) : url.startsWith('https://');
      return !isReachable || (md5 ?? sha256) === undefined;
    });
    expect(bad.map(([name]) => name)).toEqual([]);
  });

  it('name their classes, as many as there are', () => {
    const isNamed = ({ labels, model, resultKind }: TaskDefinition): boolean =>
      resultKind === 'embeddings' || resultKind === 'depth' || labels.length === model.numClasses;
    // The ids of COCO's categories: 1 to 90, with gaps.
    const bad = tasks.filter(([, task]) => task.decode.op !== 'decode-ssd-mobilenet' && !isNamed(task));
    expect(bad.map(([name, { labels, model }]) => [name, labels.length, model.numClasses])).toEqual([]);
  });

  it('run as their ONNX twins where Python code builds them', () => {
    const twins = usable.filter(({ twin }) => twin !== undefined);
    expect(twins.length).toBeGreaterThan(30);
    expect(twins.filter(({ name, twin }) => twin !== `${name}-onnx`)).toEqual([]);
  });

  it('begin with the bundled one, which is free to use', () => {
    expect(usable[0]).toMatchObject({ name: 'codes-nano', licence: 'Apache-2.0' });
  });
});
