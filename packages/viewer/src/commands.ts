import type { StatusReport } from '@farsight/protocol';

/** A command to try, with what it does. */
export interface Suggestion {
  readonly what: string;
  readonly command: string;
}

/** What to try with this server next, in the project's folder. */
export function suggestions({ address, networks }: StatusReport): readonly Suggestion[] {
  const network = (networks.find(({ state }) => state === 'ready') ?? networks[0])?.name;
  if (network === undefined)
    return [{ what: 'See the networks there are', command: 'npx farsight networks list' }];
  const run = `npx farsight run ${address} ${network}`;
  return [
    { what: 'Annotate an image', command: `${run} samples/parcel.jpg --output annotated.jpg` },
    { what: 'Annotate a video', command: `${run} samples/conveyor.mp4 --output annotated.mp4` },
    { what: 'Results as JSON lines', command: `${run} samples/shelf.jpg --results -` },
    { what: 'Watch a camera', command: `${run} camera:0 --display web` },
    { what: 'Measure', command: `npx farsight bench ${address} ${network} samples/parcel.jpg` },
  ];
}
