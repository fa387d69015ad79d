// The three steps of a client: connect, create the stream, iterate.
//   node examples/typescript/dist/stream-images.js 127.0.0.1:5000 codes-nano photo1.jpg photo2.jpg
import { readFile } from 'node:fs/promises';
import { connect, labelOf, stillFrame, type EncodedFrame } from '@farsight/client';

const [server = '127.0.0.1:5000', network = 'codes-nano', ...files] = process.argv.slice(2);

/** Any iterable of frames is a source: a camera, a decoder, or as here some files. */
async function* frames(): AsyncGenerator<EncodedFrame> {
  for (const [index, file] of files.entries()) yield stillFrame(await readFile(file), { index });
}

// 1. Connect.
await using client = await connect(server);

// 2. Create the stream.
const stream = client.stream(frames(), network);
const { labels } = await stream.info();

// 3. Iterate.
for await (const { stamp, width, height, meta, error } of stream) {
  if (error !== undefined) {
    console.log(`${files[stamp.index]}: ${error.message}`);
    continue;
  }
  console.log(`${files[stamp.index]}: ${width}x${height}`);
  for (const [task, result] of Object.entries(meta)) {
    // `kind` tells what a result has: boxes, masks, texts… Here, whatever has classes with scores.
    if (!('scores' in result && 'classIds' in result)) continue;
    for (let i = 0; i < result.count; i++) {
      const label = labelOf(labels[task], result.classIds[i] ?? 0);
      const box = result.kind === 'detections' ? result.boxes.subarray(4 * i, 4 * i + 4) : [];
      console.log(`  ${label} ${result.scores[i]?.toFixed(2)} ${Array.from(box, Math.round).join(' ')}`);
    }
  }
}
