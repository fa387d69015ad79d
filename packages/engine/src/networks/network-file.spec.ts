import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { FarsightError } from '@farsight/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { NetworkDefinition, TaskDefinition } from '../definition.js';
import { builtIn } from './file-paths.js';
import { readNetworkFile } from './network-file.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farsight-networks-'));
  path = join(folder, 'net.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(text: string, frameworkDir?: string): NetworkDefinition {
  writeFileSync(path, text);
  return readNetworkFile(path, { cacheDir: join(folder, 'cache'), frameworkDir });
}

function readTask(text: string): TaskDefinition {
  return read(text).tasks[0]!;
}

function refusal(code: string, message: RegExp): unknown {
  return expect.objectContaining({ code, message: expect.stringMatching(message) as string });
}

interface Sketch {
  readonly task?: string;
  readonly model?: string;
  readonly extra?: string;
  readonly dataset?: string;
  readonly rest?: string;
}

/** A detector, complete, with parts replaced; indented as YAML wants it. */
function detector({
  task = '      template_path: $AXELERA_FRAMEWORK/pipeline-template/yolo-letterbox.yaml',
  model = '    input_tensor_shape: [1, 3, 480, 640]',
  extra = '',
  dataset = '    labels: [cat, dog]',
  rest = '',
}: Sketch = {}): string {
  return [
    'axelera-model-format: 1.0.0',
    'name: net',
    'pipeline:',
    '  - found:',
    '      model_name: m',
    task,
    'models:',
    '  m:',
    '    class: AxONNXModel',
    '    weight_path: weights/net.onnx',
    '    dataset: pets',
    model,
    extra,
    'datasets:',
    '  pets:',
    dataset,
    rest,
  ].join('\n');
}

const letterbox = {
  op: 'letterbox',
  width: 640,
  height: 480,
  scaleUp: true,
  padValue: 114,
  placement: 'center',
  rounding: 'half-even',
};

describe('readNetworkFile', () => {
  it('reads a detector on a built-in template', () => {
    const definition = read(detector());
    expect(definition).toMatchObject({ name: 'net', description: '', licence: '', origin: path });
    expect(definition.tasks).toEqual([
      {
        name: 'found',
        model: {
          name: 'm',
          weights: { path: join(folder, 'weights', 'net.onnx') },
          inputLayout: 'NCHW',
          inputWidth: 640,
          inputHeight: 480,
          inputChannels: 3,
          numClasses: 0,
        },
        colorFormat: 'RGB',
        preprocess: [letterbox, { op: 'totensor', scale: true }],
        postprocess: [
          {
            op: 'decodeyolo',
            head: 'auto',
            boxFormat: 'xywh',
            normalizedCoord: false,
            classFilter: [],
            classExclude: [],
            confThreshold: 0.25,
            maxNmsBoxes: 30_000,
            multiLabel: false,
            nmsIouThreshold: 0.45,
            nmsClassAgnostic: true,
            nmsTopK: 300,
          },
        ],
        labels: ['cat', 'dog'],
        resultKind: 'detections',
      },
    ]);
  });

  it('lets the task override its template key by key, and leaves out what is for measuring', () => {
    const task = readTask(
      detector({
        task: `
      template_path: yolo-letterbox.yaml
      input: {color_format: BGR}
      preprocess:
        - letterbox: {scaleup: False, pad_val: 0}
      postprocess:
        - decodeyolo:
            nms_class_agnostic: no
            conf_threshold: 0.4
            label_filter: dog; cat
            label_exclude: ["1"]
            eval: {conf_threshold: 0.001, nonsense: 5}`,
      }),
    );
    expect(task.colorFormat).toBe('BGR');
    expect(task.preprocess[0]).toMatchObject({ width: 640, scaleUp: false, padValue: 0 });
    expect(task.decode).toMatchObject({
      nmsClassAgnostic: false,
      confThreshold: 0.4,
      nmsIouThreshold: 0.45,
      classFilter: [1, 0],
      classExclude: [1],
    });
  });

  it('says what only Farsight understands where the other SDK does not look', () => {
    const definition = read(
      detector({
        task: `
      input: {color_format: BGR}
      preprocess:
        - letterbox: {width: 640, height: 480}
        - torch-totensor: {scale: False}
      postprocess:
        - decodeyolo:`,
        extra: `    extra_kwargs:
      YOLO: {anchors: [1]}
      Farsight:
        licence: Apache-2.0
        weight_sha256: ${'AB'.repeat(32)}
        letterbox_placement: top-left
        letterbox_rounding: truncate
        yolo_head: yolox`,
      }),
    );
    const [task] = definition.tasks;
    expect(definition.licence).toBe('Apache-2.0');
    expect(task?.model.weights.sha256).toBe('ab'.repeat(32));
    expect(task?.preprocess).toEqual([
      { ...letterbox, placement: 'top-left', rounding: 'truncate' },
      { op: 'totensor', scale: false },
    ]);
    expect(task?.decode).toMatchObject({ head: 'yolox', nmsClassAgnostic: false });
  });

  it('reads every pre-processing operator', () => {
    const task = readTask(
      detector({
        task: `
      preprocess:
        - convert-color: {format: rgb2bgr}
        - resize: {size: 256, interpolation: bicubic, half_pixel_centers: True}
        - centercrop: {width: 640, height: 480}
        - torch-totensor:
        - normalize: {mean: "0.485, 0.456, 0.406", std: [1/255, 0.2, "2e-1"]}
        - linear-scaling: {mean: 127.5, shift: -1}
        - contrast-normalize
        - permute-channels: {input_layout: NCHW, output_layout: NHWC}
        - type-cast: {datatype: float32}
      postprocess:
        - topk: {k: 3, softmax: True}`,
      }),
    );
    expect(task.preprocess).toEqual([
      { op: 'convert-color', format: 'RGB2BGR' },
      { op: 'resize', size: { shorterSide: 256 }, interpolation: 'bicubic', antialias: true },
      { op: 'centercrop', width: 640, height: 480 },
      { op: 'totensor', scale: true },
      { op: 'normalize', mean: [0.485, 0.456, 0.406], std: [1 / 255, 0.2, 0.2] },
      { op: 'linear-scaling', mean: [127.5], shift: [-1] },
      { op: 'contrast-normalize' },
    ]);
    expect(task.decode).toEqual({ op: 'topk', k: 3, largest: true, sorted: false, softmax: true });
    expect(task.resultKind).toBe('classifications');
  });

  it('resizes to a width and height as OpenCV does, unless told to antialias', () => {
    const task = '      template_path: yolo-resize.yaml';
    expect(readTask(detector({ task })).preprocess[0]).toEqual({
      op: 'resize',
      size: { width: 640, height: 480 },
      interpolation: 'bilinear',
      antialias: false,
    });
    const extra = '    extra_kwargs: {Farsight: {resize_antialias: true}}';
    expect(readTask(detector({ task, extra })).preprocess[0]).toMatchObject({ antialias: true });
  });

  it('applies softmax unless the scores are probabilities, unless the file says otherwise', () => {
    const topk = (parameters: string, farsight = ''): unknown => {
      const task = `
      template_path: torch-imagenet.yaml
      postprocess: [{topk: {${parameters}}}]`;
      const model = '    input_tensor_shape: [1, 3, 224, 224]';
      const extra = `    extra_kwargs: {Farsight: {${farsight}}}`;
      return readTask(detector({ task, model, extra })).decode;
    };
    expect(topk('')).toMatchObject({ k: 5, softmax: 'auto' });
    expect(topk('softmax: False')).toMatchObject({ softmax: false });
    expect(topk('softmax: True')).toMatchObject({ softmax: true });
    expect(topk('softmax: False', 'softmax: auto')).toMatchObject({ softmax: 'auto' });
    expect(topk('', 'softmax: true')).toMatchObject({ softmax: true });
  });

  it('takes the colour of the model where the task does not say and converts nothing', () => {
    const extra = '    input_color_format: BGR';
    const own = (more: string): string => `
      preprocess:
        - letterbox: {width: 640, height: 480}${more}
      postprocess: [decodeyolo]`;
    expect(readTask(detector({ extra, task: own('') })).colorFormat).toBe('BGR');
    const converted = own('\n        - convert-color: {format: RGB2BGR}');
    expect(readTask(detector({ extra, task: converted })).colorFormat).toBe('RGB');
    expect(readTask(detector({ extra })).colorFormat).toBe('RGB'); // The template says so.
    const gray = detector({
      model:
        '    input_tensor_shape: [1, 480, 640, 1]\n    input_tensor_layout: NHWC\n    input_color_format: Gray',
      task: own(''),
    });
    const model = { inputChannels: 1, inputLayout: 'NHWC', inputWidth: 640, inputHeight: 480 };
    expect(readTask(gray)).toMatchObject({ colorFormat: 'GRAY', model });
  });

  it('reads all built-in templates', () => {
    const found = readdirSync(builtIn.templates).map((file) => {
      const text = detector({
        task: `      template_path: $AXELERA_FRAMEWORK/pipeline-template/${file}`,
        model: '    input_tensor_shape: [1, 3, 224, 224]',
        extra: '    extra_kwargs: {resize_size: 235}',
      });
      return `${basename(file, '.yaml')} ${summaryOf(text)}`;
    });
    expect(found).toEqual([
      'caffe-imagenet BGR resize centercrop totensor linear-scaling',
      'rtmdet-mmpose UNSUPPORTED',
      'ssd-tensorflow UNSUPPORTED',
      'tf-imagenet RGB resize centercrop totensor linear-scaling',
      'timm-imagenet RGB resize centercrop totensor normalize',
      'torch-imagenet RGB resize centercrop totensor normalize',
      'yolo-letterbox RGB letterbox totensor',
      'yolo-resize RGB resize totensor',
      'yolopose-letterbox UNSUPPORTED',
      'yoloseg-letterbox UNSUPPORTED',
      'yolox-letterbox RGB letterbox totensor normalize',
    ]);
  });

  it('prefers the templates and labels of the framework folder to the built-in ones', () => {
    const framework = join(folder, 'sdk');
    mkdirSync(join(framework, 'pipeline-template'), { recursive: true });
    writeFileSync(
      join(framework, 'pipeline-template', 'yolo-letterbox.yaml'),
      // Braces without quotes, as the SDK writes them.
      'preprocess:\n  - resize:\n      width: {{input_width}}\n      height: {{input_height}}\n' +
        'postprocess:\n  - decodeyolo:\n      label_filter: {{label_filter}}\n',
    );
    writeFileSync(join(framework, 'coco.names'), 'one\ntwo\n');
    const labels = '    labels_path: ${AXELERA_FRAMEWORK}/coco.names';
    const [task] = read(detector({ dataset: `${labels}\n    label_filter: [two]` }), framework).tasks;
    expect(task?.labels).toEqual(['one', 'two']);
    expect(task?.preprocess[0]).toMatchObject({ op: 'resize', size: { width: 640, height: 480 } });
    expect(task?.decode).toMatchObject({ classFilter: [1] });
    expect(read(detector({ dataset: labels })).tasks[0]?.labels).toHaveLength(80);
  });

  it('knows a decoder by its class under another name', () => {
    const task = readTask(
      detector({
        task: `
      template_path: yolo-letterbox.yaml
      postprocess: [{my-decoder: {conf_threshold: 0.7}}]`,
        rest: 'operators:\n  my-decoder: {class: DecodeYolo, class_path: x.py}\n  other: {class: Other}',
      }),
    );
    expect(task.decode).toMatchObject({ confThreshold: 0.7, nmsTopK: 300 });
  });

  it('takes the usual labels where a file gives none', () => {
    const dataset = '    data_dir_name: x';
    expect(readTask(detector({ dataset, extra: '    num_classes: 80' })).labels[0]).toBe('person');
    expect(readTask(detector({ dataset, extra: '    num_classes: 7' })).labels).toEqual([]);
  });

  it('accepts a file without the version that has the five sections', () => {
    const text = detector().replace('axelera-model-format: 1.0.0', 'description: |\n  two\n  lines');
    expect(read(text).description).toBe('two lines');
  });

  it('says that a file cannot be read', () => {
    expect(() => readNetworkFile(folder, { cacheDir: folder })).toThrow(
      refusal('INVALID_NETWORK', /cannot be read/),
    );
  });

  it('answers a file with changed lines with a definition or a refusal', () => {
    const lines = detector({
      task: `      template_path: yolo-letterbox.yaml
      input: {color_format: RGB}
      preprocess:
        - letterbox: {scaleup: False}
        - normalize: {mean: "0.1, 0.2, 0.3"}
      postprocess:
        - decodeyolo: {label_filter: dog}`,
      extra: '    extra_kwargs: {Farsight: {licence: MIT}}',
    }).split('\n');
    const odd = [
      '',
      '  -',
      '- a',
      'x: [',
      '      postprocess: [topk]',
      '{{a}}: {{b}}',
      '    dataset: 5',
      '<<: *a',
    ];
    const replacement = fc.oneof(fc.constantFrom(...odd), fc.constantFrom(...lines), fc.string());
    const change = fc.tuple(fc.nat({ max: lines.length - 1 }), replacement);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const text = [...lines];
        for (const [line, value] of changes) text[line] = value;
        expect(summaryOf(text.join('\n'))).toMatch(/^(RGB|BGR|GRAY|INVALID_NETWORK|UNSUPPORTED)/);
      }),
      { numRuns: 500 },
    );
  });
});

/** Colour and steps, or the code of the error; a crash that was covered up shows as such. */
function summaryOf(text: string): string {
  try {
    const task = readTask(text);
    return [task.colorFormat, ...task.preprocess.map(({ op }) => op)].join(' ');
  } catch (error) {
    const { cause } = error as Error;
    if (!FarsightError.is(error) || cause instanceof TypeError || cause instanceof RangeError)
      return String(error);
    return error.code;
  }
}

describe('weights of a network file', () => {
  const url = '    weight_url: https://example.org/a/net.onnx?x=1';

  it('are the file at weight_path if there is one, else go into the cache', () => {
    const extra = `${url}\n    weight_md5: ${'0A'.repeat(16)}`;
    expect(readTask(detector({ extra })).model.weights).toEqual({
      path: join(folder, 'cache', 'weights', '0a0a0a0a0a0a0a0a', 'net.onnx'),
      url: 'https://example.org/a/net.onnx?x=1',
      md5: '0a'.repeat(16),
    });
    mkdirSync(join(folder, 'weights'));
    writeFileSync(join(folder, 'weights', 'net.onnx'), '');
    expect(readTask(detector({ extra })).model.weights.path).toBe(join(folder, 'weights', 'net.onnx'));
  });

  it('of one name but two addresses do not meet in the cache', () => {
    const paths = ['a', 'b'].map((host) => {
      return readTask(detector({ extra: url.replace('example', host) })).model.weights.path;
    });
    expect(new Set(paths).size).toBe(2);
  });

  it('are asked for where Python code builds the network', () => {
    const text = detector().replace('AxONNXModel', 'AxUltralyticsYOLO');
    expect(() => read(text.replace('net.onnx', 'net.pt'))).toThrow(
      refusal(
        'UNSUPPORTED',
        /No ONNX weights for this network: its class AxUltralyticsYOLO .* set weight_path/,
      ),
    );
    // Exported and named: the class does not matter any more.
    expect(readTask(text).model.weights.path).toMatch(/net\.onnx$/);
  });
});

describe('readNetworkFile refuses, naming the place,', () => {
  const template = '      template_path: yolo-letterbox.yaml\n';
  const own = '      postprocess: [decodeyolo]\n      preprocess: ';
  const noModel = (text: string): string => text.replace('      model_name: m\n', '');

  it.each<[string, string, RegExp]>([
    [
      'a misspelt operator',
      detector({ task: `${template}      preprocess:\n        - leterbox: {width: 1}` }),
      /^net\.yaml line 8, task found: Expected a known operator but received "leterbox" \(did you mean "letterbox"\?\)\.$/,
    ],
    [
      'a misspelt parameter',
      detector({ task: `${template}      preprocess:\n        - letterbox:\n            pad_vla: 1` }),
      /^net\.yaml line 9, task found, operator letterbox: Expected a known parameter but received "pad_vla" \(did you mean "pad_val"\?\)\.$/,
    ],
    [
      'a value beyond the limits',
      detector({ task: `${template}      postprocess: [{decodeyolo: {conf_threshold: 1.5}}]` }),
      /line 7, task found, operator decodeyolo: Expected a number from 0 to 1 for conf_threshold but received 1\.5\./,
    ],
    [
      'a misspelt word',
      detector({ task: `${own}[{resize: {size: 4, interpolation: bilinaer}}]` }),
      /Expected one of nearest, bilinear, bicubic, lanczos for interpolation but received "bilinaer" \(did you mean "bilinear"\?\)/,
    ],
    [
      'a division by 0',
      detector({ task: `${template}      preprocess: [{normalize: {std: 0}}]` }),
      /for std/,
    ],
    [
      'a fraction by 0',
      detector({ task: `${template}      preprocess: [{normalize: {mean: 1/0}}]` }),
      /for mean/,
    ],
    [
      'two numbers for three channels',
      detector({ task: `${template}      preprocess: [{normalize: {mean: [1, 2]}}]` }),
      /Expected 1 or 3 numbers for mean but received 2/,
    ],
    [
      'a class that is none',
      detector({ task: `${template}      postprocess: [{decodeyolo: {label_filter: dgo}}]` }),
      /Expected names of classes for label_filter but received "dgo" \(did you mean "dog"\?\)/,
    ],
    [
      'an operator in the wrong list',
      detector({ task: `${template}      preprocess: [topk]` }),
      /operator topk: Expected this operator under postprocess/,
    ],
    [
      'a task without a result',
      detector({ task: '      preprocess: []' }),
      /Expected one operator under postprocess/,
    ],
    [
      'a size that does not fit',
      detector({ task: `${template}      preprocess: [{letterbox: {width: 32}}]` }),
      /Expected the preprocess operators to give 640x480, the model's size, but they give 32x480/,
    ],
    ['no size', detector({ task: `${own}[]` }), /to make every frame 640x480/],
    [
      'a size that depends on the frame',
      detector({ task: `${own}[{resize: {size: 9}}]` }),
      /to make every frame 640x480/,
    ],
    [
      'a size said twice',
      detector({ task: `${own}[{resize: {size: 9, width: 9, height: 9}}]` }),
      /Expected either width and height, or size/,
    ],
    [
      'grey pixels for a network of colours',
      detector({ task: `${template}      input: {color_format: GRAY}` }),
      /Expected 3 channels for the model but the preprocess operators give 1/,
    ],
    [
      'a conversion of grey where there is colour',
      detector({ task: `${template}      preprocess: [{convert-color: {format: GRAY2RGB}}]` }),
      /Expected another format for convert-color than GRAY2RGB: the pixels are coloured/,
    ],
    [
      'a misspelt section',
      detector({ rest: 'modles: {}' }),
      /Expected a known section but received "modles" \(did you mean "models"\?\)/,
    ],
    [
      'a misspelt key of a task',
      detector({ task: '      templat_path: x' }),
      /Expected a known key of a task but received "templat_path"/,
    ],
    [
      'a misspelt key of a model',
      detector({ extra: '    weight_ulr: x' }),
      /Expected a known key of a model but received "weight_ulr"/,
    ],
    [
      'a misspelt key of the input',
      detector({ task: `${template}      input: {color_fromat: BGR}` }),
      /Expected a known key of input but received "color_fromat"/,
    ],
    [
      'a key Farsight does not have',
      detector({ extra: '    extra_kwargs: {Farsight: {license: MIT}}' }),
      /Expected a known key of Farsight but received "license" \(did you mean "licence"\?\)/,
    ],
    [
      'a model that is not there',
      noModel(detector({ task: '      model_name: x' })),
      /Expected a known model but received "x"/,
    ],
    [
      'a template that is not there',
      detector({ task: '      template_path: a/b.yaml' }),
      /Expected a template at "a\/b\.yaml" but there is none/,
    ],
    [
      'labels that are not there',
      detector({ dataset: '    labels_path: a/b.names' }),
      /Expected a label file at "a\/b\.names" but there is none/,
    ],
    [
      'a value that the template asks for',
      detector({ task: '      template_path: timm-imagenet.yaml' }),
      /^timm-imagenet\.yaml line \d+, task found: Expected a value for {{resize_size}}: give resize_size under extra_kwargs of the model m\./,
    ],
    ['no shape', detector({ model: '' }), /Expected a value for input_tensor_shape, which is missing/],
    [
      'an open shape',
      detector({ model: '    input_tensor_shape: [1, 3, -1, -1]' }),
      /Expected a whole number from 1 to 16384 for every size of input_tensor_shape but received -1/,
    ],
    ['three sizes', detector({ model: '    input_tensor_shape: [3, 4, 5]' }), /Expected 4 sizes/],
    [
      'four channels',
      detector({ model: '    input_tensor_shape: [1, 4, 8, 8]' }),
      /Expected 1 or 3 channels/,
    ],
    [
      'a checksum that is none',
      detector({ extra: '    weight_md5: abc' }),
      /Expected 32 hexadecimal digits for weight_md5 but received "abc"/,
    ],
    [
      'an address that is none',
      detector({ extra: '    weight_url: ftp://x/y.onnx' }),
      /Expected an http or https URL for weight_url/,
    ],
    [
      'another version',
      detector().replace('1.0.0', '2.0.0'),
      /Expected 1\.0\.0 for axelera-model-format but received "2\.0\.0"/,
    ],
    [
      'another file',
      'a: 1',
      /Expected a network file: axelera-model-format is missing, and so is name, description/,
    ],
    [
      'a name with a slash',
      detector().replace('name: net', 'name: a/b'),
      /Expected a name of letters, digits/,
    ],
    [
      'no tasks',
      detector().replace(/pipeline:[^]*models:/, 'pipeline: []\nmodels:'),
      /Expected 1 to 64 tasks/,
    ],
    [
      'a pipeline that is none',
      detector().replace(/pipeline:[^]*models:/, 'pipeline: 5\nmodels:'),
      /Expected a list for pipeline but received 5/,
    ],
    [
      'two tasks of one name',
      detector({ task: `${template}  - found: {model_name: m, template_path: yolo-letterbox.yaml}` }),
      /Expected a name of its own for each task but found is used twice/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(refusal('INVALID_NETWORK', message));
  });

  it.each<[string, string, RegExp]>([
    [
      'decoders of the next versions',
      detector({ task: '      postprocess: [{decodeyoloseg: {whatever: 1}}]' }),
      /^net\.yaml line 6, task found, operator decodeyoloseg: instance segmentation is not supported yet\.$/,
    ],
    [
      'cascades',
      detector({ task: `${template}      input: {source: roi, where: x}` }),
      /source: roi\) is not supported yet/,
    ],
    [
      'processing of whole frames',
      detector({ task: `${template}      input:\n        image_processing: [perspective]` }),
      /image_processing\) is not supported yet/,
    ],
    [
      'Python classes',
      detector({ task: '      postprocess: [mine]', rest: 'operators: {mine: {class: Mine}}' }),
      /operator mine: The Python class Mine of this operator is not supported yet/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(refusal('UNSUPPORTED', message));
  });
});
