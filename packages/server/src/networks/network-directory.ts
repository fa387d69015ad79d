import { setImmediate as turn } from 'node:timers/promises';
import { NetworkNotFoundError, type FarsightError, type NetworkInfo } from '@farsight/protocol';
import { nearestName, type CatalogueEntry, type NetworkDefinition, type UnreadEntry } from '@farsight/engine';
import { errorForClient } from '../error-to-status.js';
import { NetworkEntry, type NetworkLoader } from './network-entry.js';
import type { Networks, ServedNetwork } from './served-network.js';

/** What a server is to serve. */
export interface DirectoryOptions {
  /** Named by the operator; the first is the default network. They win over a catalogue's of the same name. */
  readonly named: readonly NetworkDefinition[];
  readonly catalogue: readonly UnreadEntry[];
  readonly loader: NetworkLoader;
  /** Told of each file of the catalogue that cannot be used, when it is read. */
  readonly onUnusable?: ((entry: Required<Omit<CatalogueEntry, 'definition'>>) => void) | undefined;
}

/** Names in a message that refuses one. */
const namesShown = 20;

/** All networks of a server, by name. Files of the catalogue are read when their networks are first named, or all are listed. */
export class NetworkDirectory implements Networks {
  readonly defaultName: string | undefined;
  /** Names of the networks that the operator named. */
  readonly named: readonly string[];
  readonly #options: DirectoryOptions;
  readonly #unread: Map<string, UnreadEntry>;
  readonly #entries = new Map<string, NetworkEntry>();
  /** Networks whose files are wrong: listed with the reason, so that nobody looks for them in vain. */
  readonly #broken = new Map<string, FarsightError>();

  constructor(options: DirectoryOptions) {
    const { named, catalogue } = options;
    this.#options = options;
    for (const definition of named) this.#add(definition.name, definition);
    this.#unread = new Map(
      catalogue.filter(({ name }) => !this.#entries.has(name)).map((file) => [file.name, file]),
    );
    this.named = named.map(({ name }) => name);
    this.defaultName = named[0]?.name ?? (catalogue.length === 1 ? catalogue[0]?.name : undefined);
  }

  /** Names of all networks, also of those whose files nobody has looked into yet. */
  get names(): readonly string[] {
    return [...this.#entries.keys(), ...this.#broken.keys(), ...this.#unread.keys()].sort();
  }

  /** Names of the networks that are loaded. */
  get loaded(): readonly string[] {
    return [...this.#entries].filter(([, entry]) => entry.executors > 0).map(([name]) => name);
  }

  /** Reads what has not been read yet, one file at a time, so that streams go on meanwhile. */
  async readAll(): Promise<void> {
    for (const name of [...this.#unread.keys()]) {
      this.#read(name);
      await turn();
    }
  }

  async list(): Promise<readonly NetworkInfo[]> {
    await this.readAll();
    await Promise.all([...this.#entries.values()].map((entry) => entry.refresh()));
    return this.listNow();
  }

  /** As {@link list}, without looking for weights again, and all at once. */
  listNow(): readonly NetworkInfo[] {
    for (const name of [...this.#unread.keys()]) this.#read(name);
    const infos = [...this.#entries.values()].map((entry) => entry.info({ labels: false }));
    const broken = [...this.#broken].map(([name, error]) => brokenInfo(name, error));
    return [...infos, ...broken].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async describe(name: string): Promise<NetworkInfo> {
    this.#read(name);
    const error = this.#broken.get(name);
    if (error !== undefined) return brokenInfo(name, error);
    const entry = this.#entry(name);
    await entry.refresh();
    return entry.info({ labels: true });
  }

  async acquire(name: string, signal: AbortSignal): Promise<ServedNetwork> {
    this.#read(name);
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
    this.#unread.clear();
    await Promise.all([...this.#entries.values()].map((entry) => entry.close()));
  }

  #add(name: string, definition: NetworkDefinition): void {
    this.#entries.set(name, new NetworkEntry(definition, this.#options.loader));
  }

  #read(name: string): void {
    const file = this.#unread.get(name);
    if (file === undefined) return;
    this.#unread.delete(name);
    const { path, definition, error } = file.read();
    if (definition !== undefined) this.#add(name, definition);
    if (error === undefined) return;
    this.#broken.set(name, error);
    this.#options.onUnusable?.({ name, path, error });
  }

  #entry(name: string): NetworkEntry {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    const names = this.names.filter((known) => !this.#broken.has(known));
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
