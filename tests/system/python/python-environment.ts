import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const scripts = join(root, 'tests/system/python');

/** Python module -> what it is for. */
const modules = [
  'grpc',
  'grpc_tools.protoc',
  'grpc_health.v1.health_pb2',
  'grpc_reflection.v1alpha.reflection_pb2',
];

/** Foreign clients in Python: the scripts beside this file, with their generated code, ready to run. */
export class PythonClients implements AsyncDisposable {
  readonly #python: string;
  readonly #folder: string;

  private constructor(python: string, folder: string) {
    this.#python = python;
    this.#folder = folder;
  }

  /** Looks for Python and its modules, and generates the code. Fails with what is missing and how to get it. */
  static async prepare(): Promise<PythonClients> {
    const python = await findPython();
    const folder = await mkdtemp(join(tmpdir(), 'farsight-python-'));
    await cp(scripts, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') });
    const clients = new PythonClients(python, folder);
    await clients.#generate(folder, 'inference_server.proto');
    await clients.#generate(join(root, 'packages/protocol/proto'), 'farsight/v1/farsight.proto');
    return clients;
  }

  /** The interpreter, for examples that start it themselves. */
  get python(): string {
    return this.#python;
  }

  /** Runs a script, and parses the JSON it prints. */
  async json(script: string, ...args: string[]): Promise<unknown> {
    const { stdout } = await run(this.#python, [join(this.#folder, script), ...args], {
      maxBuffer: 64 * 1024 * 1024,
      timeout: 100_000,
    });
    return JSON.parse(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #generate(include: string, proto: string): Promise<void> {
    const out = [`--python_out=${this.#folder}`, `--grpc_python_out=${this.#folder}`];
    await run(this.#python, ['-m', 'grpc_tools.protoc', '-I', include, ...out, proto]);
  }
}

async function findPython(): Promise<string> {
  const own = join(root, '.cache/python/bin/python');
  const python = process.env.FARSIGHT_PYTHON ?? (existsSync(own) ? own : 'python3');
  try {
    await run(python, ['-c', modules.map((name) => `import ${name}`).join('\n')]);
    return python;
  } catch (cause) {
    const requirements = join(dirname(scripts), 'python/requirements.txt').slice(root.length);
    throw new Error(
      [
        `These tests need Python 3.9 or newer with grpcio and its tools; "${python}" does not have them. Either`,
        `  python3 -m venv .cache/python && .cache/python/bin/pip install -r ${requirements}`,
        'or name an interpreter that has them: FARSIGHT_PYTHON=/path/to/python npm run test:system',
      ].join('\n'),
      { cause },
    );
  }
}
