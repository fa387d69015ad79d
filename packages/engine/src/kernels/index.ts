// The kernels on their own, as `@farsight/engine/kernels`: for benchmarks, and for programs with a runtime of their own.
export type { InputData, InputShape, InputType } from './input-tensor.js';
export type { Affine, PixelProgram, SourceChannel } from './pixel-program.js';
export { compilePixelProgram } from './pixel-program.js';
export type { GeometricSteps, Geometry } from './placement.js';
export { MaskComposer } from './masks/mask-composer.js';
export { Preprocessor } from './preprocessor.js';
export type { Candidates, SuppressionOptions } from './nms.js';
export { suppress } from './nms.js';
export { areProbabilities, softmax } from './softmax.js';
export { topK } from './topk.js';
