import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { builtIn } from './file-paths.js';
import { readNetworkFile } from './network-file.js';
import { NetworkFolder, detector, refusal } from './testing/network-files.js';

const folder = new NetworkFolder();

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
    const definition = folder.read(detector());
    expect(definition).toMatchObject({ name: 'net', description: '', licence: '', origin: folder.file });
    expect(definition.tasks).toEqual([
      {
        name: 'found',
        model: {
          name: 'm',
          weights: { path: join(folder.path, 'weights', 'net.onnx') },
          inputLayout: 'NCHW',
          inputWidth: 640,
          inputHeight: 480,
          inputChannels: 3,
          numClasses: 0,
        },
        colorFormat: 'RGB',
        preprocess: [letterbox, { op: 'totensor', scale: true }],
        input: { processing: [] },
        decode: {
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
        refine: [],
        finish: [],
        labels: ['cat', 'dog'],
        resultKind: 'detections',
      },
    ]);
  });

  it('lets the task override its template key by key, and leaves out what is for measuring', () => {
    const task = folder.readTask(
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
    const definition = folder.read(
      detector({
        task: `
      input: {color_format: BGR}
      preprocess:
        - letterbox: {width: 640, height: 480}
        - torch-totensor: {scale: False}
      postprocess:
        - decodeyolo:`,
        extra: `    extra_kwargs:
      YOLO: {anchors: [[1, 2, 3, 4], [5, 6]], strides: [8, 16], anchors_path: x.yaml}
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
    expect(task?.decode).toMatchObject({
      head: 'yolox',
      nmsClassAgnostic: false,
      anchors: [
        [1, 2, 3, 4],
        [5, 6],
      ],
      strides: [8, 16],
    });
  });

  it('reads every pre-processing operator', () => {
    const task = folder.readTask(
      detector({
        task: `
      preprocess:
        - convert-color: {format: rgb2bgr}
        - resize: {size: 256, interpolation: bicubic}
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

  it('resizes to a width and height as OpenCV does, to a shorter side as Pillow does, unless told otherwise', () => {
    const task = '      template_path: yolo-resize.yaml';
    expect(folder.readTask(detector({ task })).preprocess[0]).toEqual({
      op: 'resize',
      size: { width: 640, height: 480 },
      interpolation: 'bilinear',
      antialias: false,
    });
    const size = (parameters: string): string =>
      detector({ task: `      postprocess: [topk]\n      preprocess: [{resize: {${parameters}}}, ${crop}]` });
    const crop = '{centercrop: {width: 640, height: 480}}';
    expect(folder.readTask(size('size: 512')).preprocess[0]).toMatchObject({ antialias: true });
    expect(folder.readTask(size('size: 512, half_pixel_centers: True')).preprocess[0]).toMatchObject({
      antialias: true,
    });
    const extra = '    extra_kwargs: {Farsight: {resize_antialias: true}}';
    expect(folder.readTask(detector({ task, extra })).preprocess[0]).toMatchObject({ antialias: true });
  });

  it('applies softmax unless the scores are probabilities, unless the file says otherwise', () => {
    const topk = (parameters: string, farsight = ''): unknown => {
      const task = `
      template_path: torch-imagenet.yaml
      postprocess: [{topk: {${parameters}}}]`;
      const model = '    input_tensor_shape: [1, 3, 224, 224]';
      const extra = `    extra_kwargs: {Farsight: {${farsight}}}`;
      return folder.readTask(detector({ task, model, extra })).decode;
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
    expect(folder.readTask(detector({ extra, task: own('') })).colorFormat).toBe('BGR');
    const converted = own('\n        - convert-color: {format: RGB2BGR}');
    expect(folder.readTask(detector({ extra, task: converted })).colorFormat).toBe('RGB');
    expect(folder.readTask(detector({ extra })).colorFormat).toBe('RGB'); // The template says so.
    const gray = detector({
      model:
        '    input_tensor_shape: [1, 480, 640, 1]\n    input_tensor_layout: NHWC\n    input_color_format: Gray',
      task: own(''),
    });
    const model = { inputChannels: 1, inputLayout: 'NHWC', inputWidth: 640, inputHeight: 480 };
    expect(folder.readTask(gray)).toMatchObject({ colorFormat: 'GRAY', model });
  });

  it('reads all built-in templates', () => {
    const found = readdirSync(builtIn.templates).map((file) => {
      const task = folder.readTask(
        detector({
          task: `      template_path: $AXELERA_FRAMEWORK/pipeline-template/${file}`,
          model: '    input_tensor_shape: [1, 3, 224, 224]',
          extra: '    extra_kwargs: {resize_size: 235}',
        }),
      );
      const steps = [...task.preprocess, task.decode].map(({ op }) => op);
      return [basename(file, '.yaml'), task.colorFormat, ...steps].join(' ');
    });
    expect(found).toEqual([
      'caffe-imagenet BGR resize centercrop totensor linear-scaling topk',
      'rtmdet-mmpose BGR resize totensor normalize decodertmdet',
      'ssd-tensorflow RGB resize totensor linear-scaling decode-ssd-mobilenet',
      'tf-imagenet RGB resize centercrop totensor linear-scaling topk',
      'timm-imagenet RGB resize centercrop totensor normalize topk',
      'torch-imagenet RGB resize centercrop totensor normalize topk',
      'yolo-letterbox RGB letterbox totensor decodeyolo',
      'yolo-resize RGB resize totensor decodeyolo',
      'yolopose-letterbox RGB letterbox totensor decodeyolopose',
      'yoloseg-letterbox RGB letterbox totensor decodeyoloseg',
      'yolox-letterbox RGB letterbox totensor normalize decodeyolo',
    ]);
  });

  it('prefers the templates and labels of the framework folder to the built-in ones', () => {
    const framework = join(folder.path, 'sdk');
    mkdirSync(join(framework, 'pipeline-template'), { recursive: true });
    writeFileSync(
      join(framework, 'pipeline-template', 'yolo-letterbox.yaml'),
      // Braces without quotes, as the SDK writes them.
      'preprocess:\n  - resize:\n      width: {{input_width}}\n      height: {{input_height}}\n' +
        'postprocess:\n  - decodeyolo:\n      label_filter: {{label_filter}}\n',
    );
    writeFileSync(join(framework, 'coco.names'), 'one\ntwo\n');
    const labels = '    labels_path: ${AXELERA_FRAMEWORK}/coco.names';
    const [task] = folder.read(detector({ dataset: `${labels}\n    label_filter: [two]` }), {
      frameworkDir: framework,
    }).tasks;
    expect(task?.labels).toEqual(['one', 'two']);
    expect(task?.preprocess[0]).toMatchObject({ op: 'resize', size: { width: 640, height: 480 } });
    expect(task?.decode).toMatchObject({ classFilter: [1] });
    expect(folder.read(detector({ dataset: labels })).tasks[0]?.labels).toHaveLength(80);
  });

  it('knows a decoder by its class under another name', () => {
    const task = folder.readTask(
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
    expect(folder.readTask(detector({ dataset, extra: '    num_classes: 80' })).labels[0]).toBe('person');
    expect(folder.readTask(detector({ dataset, extra: '    num_classes: 7' })).labels).toEqual([]);
    const usual = (decoder: string, classes: number, name = 'x'): readonly string[] =>
      folder.readTask(
        detector({
          task: `      preprocess: [{letterbox: {width: 640, height: 480}}]\n      postprocess: [${decoder}]`,
          extra: `    num_classes: ${classes}`,
          dataset,
        }).replace('dataset: pets', `dataset: ${name}`),
      ).labels;
    expect(usual('decodeyolopose', 1, 'CocoDataset-keypoint-COCO2017')).toEqual(['person']);
    expect(usual('decodeyolopose', 1)).toEqual([]);
    expect(usual('decode-retinaface', 1, 'WiderFace')).toEqual(['face']);
    expect(usual('decode-retinaface', 1, 'anything')).toEqual(['face']);
    expect(usual('decodeyolopose', 1, 'WiderFace')).toEqual(['face']);
    expect(usual('semantic-segmentation', 19)).toHaveLength(19);
    expect(usual('semantic-segmentation', 21)[15]).toBe('person');
    expect(usual('decode-ssd-mobilenet', 90).slice(0, 2)).toEqual(['background', 'person']);
    expect(usual('decodeyoloseg', 80)[79]).toBe('toothbrush');
  });

  it('leaves out names of a shared file that there are no classes for, and lacks none it has', () => {
    const dataset = '    labels_path: coco.names';
    const extra = '    num_classes: 1';
    expect(folder.readTask(detector({ dataset, extra })).labels).toEqual(['person']);
    expect(folder.readTask(detector({ extra: '    num_classes: 3' })).labels).toEqual(['cat', 'dog']);
    expect(() => folder.read(detector({ extra }))).toThrow(
      refusal('INVALID_NETWORK', /^net\.yaml line 16, task found: Expected at most 1 labels.* received 2\.$/),
    );
  });

  it('gives operators their values for measuring accuracy where asked for', () => {
    const task = `
      template_path: yolo-letterbox.yaml
      postprocess: [{decodeyolo: {eval: {conf_threshold: 0.01, use_multi_label: True}}}]`;
    expect(folder.readTask(detector({ task }), { evaluation: true }).decode).toMatchObject({
      confThreshold: 0.01,
      nmsIouThreshold: 0.45,
      multiLabel: true,
      nmsClassAgnostic: true,
    });
    expect(folder.readTask(detector({ task })).decode).toMatchObject({
      confThreshold: 0.25,
      multiLabel: false,
    });
    expect(folder.readTask(detector(), { evaluation: true }).decode).toMatchObject({
      confThreshold: 0.001,
      nmsIouThreshold: 0.65,
      multiLabel: true,
      nmsTopK: 300,
    });
    const wrong = task.replace('conf_threshold', 'conf_treshold');
    expect(() => folder.read(detector({ task: wrong }), { evaluation: true })).toThrow(
      refusal(
        'INVALID_NETWORK',
        /operator decodeyolo: .*"conf_treshold" \(did you mean "conf_threshold"\?\)/,
      ),
    );
  });

  it('tells operators apart by their letters alone, as the SDK does', () => {
    const task = `
      preprocess: [{LetterBox: {width: 640, height: 480}}, {torch_totensor: {}}, contrastnormalize]
      postprocess: [{Decode-Yolo: {}}]`;
    const { preprocess, decode } = folder.readTask(detector({ task }));
    expect([...preprocess, decode].map(({ op }) => op)).toEqual([
      'letterbox',
      'totensor',
      'contrast-normalize',
      'decodeyolo',
    ]);
  });

  it('says that a network takes frames as large as they come', () => {
    const extra = '    extra_kwargs: {Farsight: {input_size: frame}}';
    const asIs = '      preprocess: [torch-totensor]\n      postprocess: [decode-ssd-mobilenet]';
    const { model } = folder.readTask(detector({ extra, task: asIs }));
    expect(model).toMatchObject({ inputWidth: 0, inputHeight: 0 });
    const boxed = asIs.replace('[torch', '[{letterbox: {width: 8, height: 8}}, torch');
    expect(() => folder.read(detector({ extra, task: boxed }))).toThrow(
      refusal('INVALID_NETWORK', /Expected no letterbox before a network that takes frames as they are/),
    );
  });

  it('accepts a file without the version that has the five sections', () => {
    const text = detector().replace('axelera-model-format: 1.0.0', 'description: |\n  two\n  lines');
    expect(folder.read(text).description).toBe('two lines');
  });

  it('says that a file cannot be read', () => {
    expect(() => readNetworkFile(folder.path, { cacheDir: folder.path })).toThrow(
      refusal('INVALID_NETWORK', /cannot be read/),
    );
  });
});

describe('weights of a network file', () => {
  const url = '    weight_url: https://example.org/a/net.onnx?x=1';

  it('are the file at weight_path if there is one, else go into the cache', () => {
    const extra = `${url}\n    weight_md5: ${'0A'.repeat(16)}`;
    expect(folder.readTask(detector({ extra })).model.weights).toEqual({
      path: join(folder.path, 'cache', 'weights', '0a0a0a0a0a0a0a0a', 'net.onnx'),
      url: 'https://example.org/a/net.onnx?x=1',
      md5: '0a'.repeat(16),
    });
    mkdirSync(join(folder.path, 'weights'));
    writeFileSync(join(folder.path, 'weights', 'net.onnx'), '');
    expect(folder.readTask(detector({ extra })).model.weights.path).toBe(
      join(folder.path, 'weights', 'net.onnx'),
    );
  });

  it('of one name but two addresses do not meet in the cache', () => {
    const paths = ['a', 'b'].map((host) => {
      return folder.readTask(detector({ extra: url.replace('example', host) })).model.weights.path;
    });
    expect(new Set(paths).size).toBe(2);
  });

  it('are asked for where Python code builds the network', () => {
    const text = detector().replace('AxONNXModel', 'AxUltralyticsYOLO');
    expect(() => folder.read(text.replace('net.onnx', 'net.pt'))).toThrow(
      refusal(
        'UNSUPPORTED',
        /No ONNX weights for this network: its class AxUltralyticsYOLO .* set weight_path/,
      ),
    );
    // Exported and named: the class does not matter any more.
    expect(folder.readTask(text).model.weights.path).toMatch(/net\.onnx$/);
  });
});
