import { FarsightError } from '@farsight/protocol';

/** What the runtime says when it refuses weights, and what that means for whoever runs the server. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /external data/i,
    'their values are in a separate data file, which is missing or damaged. Put it beside the .onnx file under the name it was exported with.',
  ],
  [/file doesn't exist|NO_SUCHFILE/i, 'the file does not exist.'],
  [
    /protobuf parsing failed|INVALID_PROTOBUF|ModelProto does not have a graph/i,
    'the file is not an ONNX file, or only a part of one. Fetch or export it again.',
  ],
  [
    /unsupported model IR version|ONNX Runtime only \*guarantees\* support|opset .* (is under development|not supported)/i,
    'they were exported for a newer version of ONNX than this server runs. Export them again with a lower opset.',
  ],
  [
    /not a registered function\/op|no op registered|NOT_IMPLEMENTED|could not find an implementation/i,
    'they use an operator that this runtime does not have. Export them again without custom operators.',
  ],
  [/invalid model|invalid graph|type error/i, 'they break the rules of ONNX. Export them again.'],
  [/bad_alloc|failed to allocate/i, 'there is not enough memory for them.'],
];

/** The error for weights that the runtime refused. */
export function loadFailure(cause: unknown): FarsightError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const known = reasons.find(([pattern]) => pattern.test(text));
  const reason = known?.[1] ?? 'the runtime refuses them. The log of the server says why.';
  return new FarsightError('NETWORK_LOAD_FAILED', `The weights cannot be loaded: ${reason}`, { cause });
}
