/** Commands to try with a server, ready to be copied; one per line, indented. */
export function commandsToTry(address: string, network: string): string {
  const run = `npx farsight run ${address} ${network}`;
  return [
    `  ${run} samples/parcel.jpg --output annotated.jpg`,
    `  ${run} samples/conveyor.mp4 --output annotated.mp4`,
    `  ${run} samples/shelf.jpg --results -`,
    `  ${run} camera:0 --display web`,
    `  npx farsight bench ${address} ${network} samples/parcel.jpg`,
    '',
  ].join('\n');
}
