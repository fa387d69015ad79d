/** One session in a loop, nothing around it: what the hardware gives. */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';

interface Job {
  readonly model: string;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
}

const { model, width, height, seconds } = workerData as Job;
const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const name = session.inputNames[0] ?? '';
const input = new Tensor('float32', new Float32Array(3 * width * height).fill(0.5), [1, 3, height, width]);
for (let i = 0; i < 5; i++) await session.run({ [name]: input });
const start = performance.now();
let runs = 0;
while (performance.now() - start < 1000 * seconds) {
  await session.run({ [name]: input });
  runs++;
}
parentPort?.postMessage({ runs, seconds: (performance.now() - start) / 1000 });
