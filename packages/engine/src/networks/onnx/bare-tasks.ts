/** What a bare .onnx file can do, by the word for it. Has an entry of its own: help texts need it, and no engine. */
export const bareTasks = [
  'detection', 'classification', 'segmentation', 'keypoints', 'faces', 'oriented-boxes', 'semantic', 'depth', 'embedding',
  'text',
] as const; // prettier-ignore

/** See {@link bareTasks}. */
export type BareTask = (typeof bareTasks)[number];
