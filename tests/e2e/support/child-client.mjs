// Streams one image over and over; prints the index of every result.
import { readFile } from 'node:fs/promises';
import { remoteStream, stillFrame } from '@farsight/client';

const [server, network, path] = process.argv.slice(2);
const image = await readFile(path);

function* frames() {
  for (let index = 0; ; index++) yield stillFrame(image, { index });
}

for await (const { stamp } of remoteStream(server, frames(), network)) console.log(stamp.index);
