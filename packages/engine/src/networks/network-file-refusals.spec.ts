import { describe, expect, it } from 'vitest';

import { NetworkFolder, detector, refusal } from './testing/network-files.js';

const folder = new NetworkFolder();

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
      'an operator that only Farsight has where the SDK would not know it',
      detector({ task: `${template}      postprocess: [depth]` }),
      /operator depth: Expected this operator under postprocess of Farsight\.$/,
    ],
    [
      'two operators that make a result',
      detector({ task: `${template}      postprocess: [topk]` }),
      /Expected one operator under postprocess that makes a result, such as decodeyolo or topk, but received 2\.$/,
    ],
    [
      'an odd number of sides of anchors',
      detector({ extra: '    extra_kwargs: {YOLO: {anchors: [[1, 2], [1, 2, 3]]}}' }),
      /Expected an even number of anchors' sides per scale but received 3/,
    ],
    [
      'fewer strides than anchors',
      detector({ extra: '    extra_kwargs: {YOLO: {anchors: [[1, 2], [1, 2]], strides: [8]}}' }),
      /Expected as many anchors as strides but received 2 and 1/,
    ],
    [
      'one variance',
      detector({ extra: '    extra_kwargs: {RetinaFace: {cfg: {variance: [1]}}}' }),
      /Expected 2 numbers for variance but received a list of 1/,
    ],
    [
      'fewer steps than sizes of priors',
      detector({ extra: '    extra_kwargs: {RetinaFace: {cfg: {steps: [8]}}}' }),
      /Expected as many min_sizes as steps but received 3 and 1/,
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
    expect(() => folder.read(text)).toThrow(refusal('INVALID_NETWORK', message));
  });

  it.each<[string, string, RegExp]>([
    [
      'Python classes',
      detector({ task: '      postprocess: [mine]', rest: 'operators: {mine: {class: Mine}}' }),
      /operator mine: The Python class Mine of this operator is not supported yet/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => folder.read(text)).toThrow(refusal('UNSUPPORTED', message));
  });
});
