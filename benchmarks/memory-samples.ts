import { readFileSync } from 'node:fs';
import { median } from './report.js';

const everyMs = 1000;

/** Memory of a process as Linux counts it, in MB (2^20 bytes). */
export interface ProcessMemory {
  /** What lies in memory, files that are mapped included: VmRSS. */
  readonly rssMb: number;
  /** Of it, what the process allocated itself: RssAnon. */
  readonly anonymousMb: number;
}

/** Looks at the memory of a process every second. */
export class MemorySamples implements Disposable {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #samples: ProcessMemory[] = [];

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#samples.push(this.now()), everyMs);
  }

  now(): ProcessMemory {
    return memoryOf(this.#pid);
  }

  /** Medians since the last call. */
  take(): ProcessMemory {
    const samples = this.#samples;
    this.#samples = [];
    return {
      rssMb: median(samples.map(({ rssMb }) => rssMb)),
      anonymousMb: median(samples.map(({ anonymousMb }) => anonymousMb)),
    };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function memoryOf(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (name: string): number => Number(new RegExp(`${name}:\\s*(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { rssMb: mb('VmRSS'), anonymousMb: mb('RssAnon') };
}
