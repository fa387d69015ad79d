import { fileURLToPath } from 'node:url';
import { FarsightError, remoteStream } from '@farsight/client';
import { startServer, type FarsightServer } from '@farsight/server';
import { commandsToTry } from '../commands-to-try.js';
import { FirstLoopReport } from './first-loop-report.js';
import { LoopedVideo } from './looped-video.js';
import { Interruption } from '../interruption.js';
import { atTheirPace } from '../run/frames.js';
import { receiveAll } from '../run/receive-all.js';
import { closeAll } from '../run/receiver.js';
import { SendTimes } from '../run/send-times.js';

/** Flags of `farsight demo`. */
export interface DemoFlags {
  readonly port: number;
  readonly httpPort: number;
  readonly loops?: number;
}

const network = 'codes-nano';
const video = fileURLToPath(new URL('../../../../samples/conveyor.mp4', import.meta.url));

/** Serves the bundled network and streams the bundled video through it until Ctrl-C. */
export async function demo(flags: DemoFlags): Promise<void> {
  const options = {
    networks: [network],
    port: flags.port,
    httpPort: flags.httpPort,
    logger: 'warn',
  } as const;
  const server = await startServer(options);
  using interruption = new Interruption();
  try {
    print(`Serving ${network} on ${server.address}.`);
    print(`Streaming samples/conveyor.mp4 through that port, as a remote client does.`);
    print(`Watch it live: ${server.url ?? ''}\n`);
    await stream(server, flags, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted || FarsightError.from(error).code !== 'CANCELLED') throw error;
  } finally {
    await server.close({ drainMs: 1000 });
  }
  print('Ended.');
}

async function stream(server: FarsightServer, { loops }: DemoFlags, signal: AbortSignal): Promise<void> {
  const { address } = server;
  const looped = new LoopedVideo(video, 'conveyor');
  const times = new SendTimes();
  const frames = times.note(atTheirPace(looped.frames(signal, loops), signal));
  const receivers = [
    new FirstLoopReport(
      () => looped.framesPerLoop,
      (report) => {
        print(`${report}\nTry next, in another terminal:\n${commandsToTry(address, network)}`);
        print('Serving until Ctrl-C.');
      },
    ),
  ];
  try {
    // Connected by address, over the port: nothing here knows that the server is in this process.
    await using results = remoteStream(address, frames, network, {
      // Few, so that what the page shows is fresh even where the machine can only just keep up.
      maxInFlight: 3,
      streamId: 'conveyor',
      signal,
    });
    await receiveAll(results, times, receivers);
  } finally {
    await closeAll(receivers);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
