/**
 * Loaded into a server that is measured (`node --import`): whenever its parent sends a message, it has every thread collect
 * all its garbage and answers with what is left.
 */
import { Session, type NodeWorker } from 'node:inspector';
import type { CollectedMemory } from './collected-memory.js';

const usage = 'JSON.stringify(process.memoryUsage())';
/** Twice: what was in the hands of finalizers is free the second time. */
const commands = ['HeapProfiler.collectGarbage', 'HeapProfiler.collectGarbage', 'Runtime.evaluate'] as const;

interface Answer {
  readonly id: number;
  readonly result?: { readonly result?: { readonly value?: string } };
}

async function collect(): Promise<CollectedMemory> {
  const session = new Session();
  session.connect();
  try {
    const usages = [...(await collectWorkers(session)), await collectThisThread(session)];
    const total = (name: 'heapUsed' | 'external' | 'arrayBuffers'): number =>
      usages.reduce((sum, memory) => sum + memory[name], 0);
    return {
      threads: usages.length,
      heapBytes: total('heapUsed'),
      externalBytes: total('external'),
      arrayBufferBytes: total('arrayBuffers'),
    };
  } finally {
    session.disconnect();
  }
}

async function collectThisThread(session: Session): Promise<NodeJS.MemoryUsage> {
  for (let i = 0; i < 2; i++)
    await new Promise((resolve) => session.post('HeapProfiler.collectGarbage', resolve));
  return process.memoryUsage();
}

/** Through the inspector: workers have no other door. */
async function collectWorkers(session: Session): Promise<NodeJS.MemoryUsage[]> {
  const workers: string[] = [];
  session.on('NodeWorker.attachedToWorker', ({ params }) => workers.push(params.sessionId));
  await new Promise((resolve) =>
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, resolve),
  );
  return Promise.all(workers.map((worker) => collectWorker(session, worker)));
}

function collectWorker(session: Session, sessionId: string): Promise<NodeJS.MemoryUsage> {
  return new Promise((resolve) => {
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }: Received) => {
      if (params.sessionId !== sessionId) return;
      const { id, result } = JSON.parse(params.message) as Answer;
      if (id === commands.length - 1)
        resolve(JSON.parse(result?.result?.value ?? '{}') as NodeJS.MemoryUsage);
    });
    for (const [id, method] of commands.entries()) {
      const message = JSON.stringify({ id, method, params: { expression: usage } });
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    }
  });
}

interface Received {
  readonly params: NodeWorker.ReceivedMessageFromWorkerEventDataType;
}

process.on('message', () => void collect().then((memory) => process.send?.(memory)));
// The parent's channel must not keep a server alive that has come to its end.
process.channel?.unref();
