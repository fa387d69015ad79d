import { NetworkNotFoundError, type FarsightError, type NetworkInfo } from '@farsight/protocol';
import { nearestName, type CatalogueEntry, type NetworkDefinition } from '@farsight/engine';
import { errorForClient } from '../error-to-status.js';
import { NetworkEntry, type NetworkLoader } from './network-entry.js';
import type { Networks, ServedNetwork } from './served-network.js';

/** What a server is to serve. */
export interface DirectoryOptions {
  /** Named by the operator; the first is the default network. They win over a catalogue's of the same name. */
  readonly named: readonly NetworkDefinition[];
  readonly catalogue: readonly CatalogueEntry[];
  readonly loader: NetworkLoader;
}

/** Names in a message that refuses one. */
const namesShown = 20;

/** All networks of a server, by name. */
export class NetworkDirectory implements Networks {
  readonly defaultName: string | undefined;
  /** Names of the networks that the operator named. */
  readonly named: readonly string[];
  readonly #entries = new Map<string, NetworkEntry>();
  /** Networks whose files are wrong: listed with the reason, so that nobody looks for them in vain. */
  readonly #broken = new Map<string, FarsightError>();

  constructor({ named, catalogue, loader }: DirectoryOptions) {
    const definitions = [...named, ...catalogue.flatMap(({ definition }) => definition ?? [])];
    for (const definition of definitions) {
      if (this.#entries.has(definition.name)) continue;
      this.#entries.set(definition.name, new NetworkEntry(definition, loader));
    }
    for (const { name, error } of catalogue) {
      if (error !== undefined && !this.#entries.has(name)) this.#broken.set(name, error);
    }
    this.named = named.map(({ name }) => name);
    this.defaultName = named[0]?.name ?? (definitions.length === 1 ? definitions[0]?.name : undefined);
  }

  async list(): Promise<readonly NetworkInfo[]> {
    await Promise.all([...this.#entries.values()].map((entry) => entry.refresh()));
    return this.listNow();
  }

  /** As {@link list}, without looking for weights again. */
  listNow(): readonly NetworkInfo[] {
    const infos = [...this.#entries.values()].map((entry) => entry.info({ labels: false }));
    const broken = [...this.#broken].map(([name, error]) => brokenInfo(name, error));
    return [...infos, ...broken].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async describe(name: string): Promise<NetworkInfo> {
    const error = this.#broken.get(name);
    if (error !== undefined) return brokenInfo(name, error);
    const entry = this.#entry(name);
    await entry.refresh();
    return entry.info({ labels: true });
  }

  async acquire(name: string, signal: AbortSignal): Promise<ServedNetwork> {
    const error = this.#broken.get(name);
    if (error !== undefined) throw error;
    return this.#entry(name).acquire(signal);
  }

  /** Executors alive, by network. */
  executors(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#entries].map(([name, entry]) => [name, entry.executors]));
  }

  /** Nothing follows for a while. */
  rest(): void {
    for (const entry of this.#entries.values()) entry.rest();
  }

  /** Unloads everything. */
  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map((entry) => entry.close()));
  }

  #entry(name: string): NetworkEntry {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    const names = [...this.#entries.keys()].sort();
    const near = nearestName(name, names);
    const hint = near === undefined ? '' : ` Did you mean ${near}?`;
    const more = names.length > namesShown ? ` and ${names.length - namesShown} more` : '';
    const known = names.length === 0 ? 'none' : `${names.slice(0, namesShown).join(', ')}${more}`;
    throw new NetworkNotFoundError(
      `This server has no network ${JSON.stringify(name)}; it has: ${known}.${hint}`,
    );
  }
}

function brokenInfo(name: string, error: FarsightError): NetworkInfo {
  const reason = errorForClient(error).message;
  return {
    name,
    description: '',
    state: 'failed',
    reason,
    licence: '',
    inputWidth: 0,
    inputHeight: 0,
    tasks: [],
  };
}
