import { FarsightError } from '@farsight/client';
import type { CatalogueOptions } from '@farsight/server';
import { Interruption } from '../interruption.js';
import { catalogueOptions, type CatalogueFlags } from '../options/catalogue.js';
import { onnxOverrides, type OnnxFlags } from '../options/onnx.js';
import { StatusLine } from '../terminal/status-line.js';
import { checkNetworks, isFault } from './check-networks.js';
import { listNetworks, type ListFilter } from './list-networks.js';
import { pullNetwork } from './pull.js';
import type { Report } from './report.js';
import { showNetwork } from './show-network.js';

/** Flags of `farsight networks …`. */
export interface NetworksFlags extends CatalogueFlags, OnnxFlags {
  readonly json?: boolean;
}

/** Flags of `farsight networks list`. */
export interface ListFlags extends CatalogueFlags, ListFilter {
  readonly json?: boolean;
}

/** Prints what the catalogue has. */
export async function list(flags: ListFlags): Promise<void> {
  print(await listNetworks(catalogueOptions(flags), flags), flags);
}

/** Prints what is known about a network. */
export async function show(network: string, flags: NetworksFlags): Promise<void> {
  print(await showNetwork(network, resolveOptions(flags)), flags);
}

/** Fetches the weights of a network. */
export async function pull(network: string, flags: NetworksFlags): Promise<void> {
  using interruption = new Interruption();
  const line = new StatusLine(process.stderr);
  print(await pullNetwork(network, catalogueOptions(flags), line, interruption.signal), flags);
}

/**
 * Prints what becomes of network files.
 *
 * @throws FarsightError INVALID_NETWORK if one is invalid or asks for what there is not
 */
export async function check(paths: readonly string[], flags: NetworksFlags): Promise<void> {
  const report = await checkNetworks(paths, resolveOptions(flags));
  print(report, flags);
  const bad = report.data.filter(isFault).length;
  if (bad > 0) throw new FarsightError('INVALID_NETWORK', `${bad} of ${report.data.length} cannot be used.`);
}

function resolveOptions(flags: NetworksFlags): Parameters<typeof showNetwork>[1] {
  const overrides = onnxOverrides(flags);
  const options: CatalogueOptions = catalogueOptions(flags);
  return overrides === undefined ? options : { ...options, overrides };
}

/** On stdout: the data as JSON, or the text. */
function print({ data, text }: Report<unknown>, { json }: { readonly json?: boolean }): void {
  process.stdout.write(json === true ? `${JSON.stringify(data, undefined, 2)}\n` : text);
}
