import { FarsightError } from '@farsight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { operatorTables } from './operators/build-operators.js';
import { farsightSchema } from './sections/farsight-options.js';
import { regionSchema } from './sections/region-section.js';
import { taskKeys } from './sections/template.js';
import type { Schema } from './yaml/parameter.js';
import { NetworkFolder, cascade, detector } from './testing/network-files.js';

const folder = new NetworkFolder();

/** What a file is answered with; a crash that was covered up shows as such. */
function answerTo(text: string, evaluation = false): string {
  try {
    return folder
      .read(text, { evaluation })
      .tasks.map(({ decode }) => decode.op)
      .join(' ');
  } catch (error) {
    const { cause } = error as Error;
    const isCrash = cause instanceof TypeError || cause instanceof RangeError;
    return FarsightError.is(error) && !isCrash ? error.code : String((error as Error).stack);
  }
}

const answer = /^(INVALID_NETWORK|UNSUPPORTED|[a-z-]+( [a-z-]+)*)$/;

/** Every operator with the names of its parameters. */
const known: readonly (readonly [name: string, parameters: readonly string[]])[] = Object.values(
  operatorTables,
).flatMap((table: Readonly<Record<string, { readonly parameters: Schema }>>) =>
  Object.entries(table).map(([name, { parameters }]) => [name, Object.keys(parameters)] as const),
);

/** Keys the format has, whatever they belong to. */
const keys = [
  ...taskKeys,
  ...Object.keys(farsightSchema),
  ...Object.keys(regionSchema),
  ...known.flatMap(([name, parameters]) => [name, ...parameters]),
  'eval',
  'algo_params',
  'max_age',
  'stream_match',
  'include',
  'source',
  'RetinaFace',
  'cfg',
  'min_sizes',
  'YOLO',
  'anchors',
  'Farsight',
];

const word = fc.constantFrom(
  'roi',
  'found',
  'sort',
  'cat',
  '1/255',
  '0.1, 0.2',
  '{{input_width}}',
  '.*',
  'true',
  '',
);
const number = fc.constantFrom(0, 1, -1, 3, 9, 112, 1e9, 0.5, -0.5, 1e308);
const scalar = fc.oneof(word, number, fc.boolean(), fc.constant(null), fc.string({ maxLength: 5 }));

/** Anything that YAML can say, of the format's words. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 9 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 3 }),
  ),
}));

/** A list of operators with any parameters. */
const operators = fc.array(
  fc
    .tuple(fc.constantFrom(...known), fc.array(value, { maxLength: 4 }))
    .map(([[name, parameters], values]) => ({
      [name]: Object.fromEntries(values.map((each, at) => [parameters[at] ?? 'eval', each])),
    })),
  { maxLength: 4 },
);

describe('a network file', () => {
  it('with any values at known keys gives a definition or a refusal', () => {
    const second = fc.record(
      {
        template_path: fc.constantFrom(
          'yolo-letterbox.yaml',
          'torch-imagenet.yaml',
          'yolopose-letterbox.yaml',
        ),
        input: fc.oneof(
          value,
          fc.record(
            { source: fc.constantFrom('roi', 'full'), where: word, image_processing_on_roi: operators },
            { requiredKeys: [] },
          ),
        ),
        preprocess: fc.oneof(value, operators),
        postprocess: fc.oneof(value, operators),
        cv_process: fc.oneof(fc.constant(null), operators),
      },
      { requiredKeys: [] },
    );
    const extra = fc.dictionary(fc.constantFrom('YOLO', 'RetinaFace', 'Farsight'), value);
    fc.assert(
      fc.property(second, extra, fc.boolean(), (task, kwargs, evaluation) => {
        const inner = JSON.stringify(task).slice(1, -1);
        const found = { name: 'found', task: 'template_path: yolopose-letterbox.yaml' };
        const model = `extra_kwargs: ${JSON.stringify(kwargs)}`;
        expect(answerTo(cascade(found, { name: 'sort', task: inner, model }), evaluation)).toMatch(answer);
      }),
      { numRuns: 200 },
    );
  });

  it('with changed lines gives a definition or a refusal', () => {
    const lines = detector({
      task: `      template_path: yolo-letterbox.yaml
      input: {color_format: RGB}
      preprocess:
        - letterbox: {scaleup: False}
        - normalize: {mean: "0.1, 0.2, 0.3"}
      postprocess:
        - decodeyolo: {label_filter: dog}
        - tracker: {algo_params: {max_age: 3}}`,
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
        for (const [line, changed] of changes) text[line] = changed;
        expect(answerTo(text.join('\n'))).toMatch(answer);
      }),
      { numRuns: 200 },
    );
  });
});
