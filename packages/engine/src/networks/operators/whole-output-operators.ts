import { ignored, optional } from '../yaml/parameter.js';
import { boolean, choice, decimal, integer } from '../yaml/parameter-types.js';
import { decoder } from './operator.js';

export const topK = decoder(
  'classifications',
  {
    k: optional(integer(1, 100_000), 1),
    largest: optional(boolean, true),
    sorted: optional(boolean, false),
    // The format's default is false. Where a file does not say, scores that are no probabilities become some.
    softmax: optional(boolean, 'auto'),
  },
  ({ k, largest, sorted, softmax }, { farsight }) => ({
    op: 'topk',
    k,
    largest,
    sorted,
    softmax: farsight.softmax ?? softmax,
  }),
);

export const semanticSegmentation = decoder(
  'semantic',
  {
    // The map has the size of the source frame, and its colours are up to who draws it.
    width: ignored,
    height: ignored,
    palette: ignored,
    binary_threshold: optional(decimal(-1e6, 1e6), 1),
  },
  ({ binary_threshold: binaryThreshold }) => ({ op: 'semantic-segmentation', binaryThreshold }),
);

export const embedding = decoder('embeddings', {}, () => ({ op: 'embedding' }));

export const ctc = decoder(
  'text',
  { blank: integer(0, 1_000_000), layout: optional(choice('classes-first', 'steps-first', 'auto'), 'auto') },
  ({ blank, layout }) => ({ op: 'ctc', blank, layout }),
);

export const depth = decoder('depth', {}, () => ({ op: 'depth' }));
