/**
 * Commands to try with a server, ready to be copied; one per line, indented.
 *
 * @param access - flags that the server asks of its clients
 */
export function commandsToTry(address: string, network: string, access: readonly string[] = []): string {
  const flags = access.map((flag) => ` ${flag}`).join('');
  const run = `npx farsight run ${address} ${network}${flags}`;
  return [
    `  ${run} samples/parcel.jpg --output annotated.jpg`,
    `  ${run} samples/conveyor.mp4 --output annotated.mp4`,
    `  ${run} samples/shelf.jpg --results -`,
    `  ${run} camera:0 --display web`,
    `  npx farsight bench ${address} ${network}${flags} samples/parcel.jpg`,
    '',
  ].join('\n');
}
