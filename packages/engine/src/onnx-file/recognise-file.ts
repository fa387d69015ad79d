import type { ByteSource } from './byte-source.js';

const startBytes = 64;

/** What a file is that is called .onnx but starts like something else; undefined if nothing speaks against ONNX. */
export function recogniseOtherFile(source: ByteSource): string | undefined {
  if (source.size === 0) return 'it is empty';
  const start = source.read(0, startBytes);
  const text = String.fromCharCode(...start);
  const trimmed = text.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  if (trimmed.startsWith('<'))
    return 'it is a web page or XML: the download went to a page instead of the file';
  if (trimmed.startsWith('version https://git-lfs')) {
    return 'it is a Git LFS pointer: fetch the file itself with "git lfs pull"';
  }
  if (text.startsWith('PK\u0003\u0004')) return 'it is a zip archive, as PyTorch writes: export it to ONNX';
  if (text.startsWith('\u001f\u008b')) return 'it is compressed with gzip: unpack it first';
  if (text.startsWith('\u0089HDF')) return 'it is an HDF5 file, as Keras writes: convert it to ONNX';
  if (text.slice(4, 8) === 'TFL3') return 'it is a TensorFlow Lite file: convert it to ONNX';
  return undefined;
}
