import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { resolve as absolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FarsightError, networkNamePattern } from '@farsight/protocol';
import { lookUpFile } from './folder-rule.js';
import { isLocalAddress } from './local-addresses.js';
import { parseUrlRule, urlTarget, type UrlRule, type UrlTarget } from './url-rule.js';

/** What the operator lets clients have opened on the server. Nothing by default. */
export interface SourcesOptions {
  /**
   * Sources by name (letters, digits, `.`, `_`, `-`): anything `openSource` takes, URLs with passwords and `camera:0` too. Clients say the
   * name and never see the rest.
   */
  readonly named?: Readonly<Record<string, string>>;
  /**
   * What clients may name by URL or path: `scheme://host[:port]` with `*` in the host for characters other than dots
   * (`rtsp://camera-*.local`, `rtsp://10.0.0.*`, `https://*:*`), or a folder (`/srv/videos`, `file:///srv/videos`).
   */
  readonly allow?: readonly string[];
}

/** A source that may be opened. */
export interface AllowedSource {
  /** What clients call it, if the operator gave it a name. */
  readonly name: string | undefined;
  /** The same for the same source; has passwords. */
  readonly key: string;
  /** What `openSource` takes; has passwords. */
  readonly location: string;
  /** Whether redirections must be allowed too. */
  readonly checkRedirect: ((url: string) => Promise<void>) | undefined;
}

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string }[]>;

/** No address or path is longer. */
const longestText = 2048;

const resolveAll: Resolve = (host) => lookup(host, { all: true });

/** Which sources clients may have opened. */
export class SourceAccess {
  readonly #named: ReadonlyMap<string, string>;
  readonly #folders: readonly string[];
  readonly #urls: readonly UrlRule[];
  readonly #resolve: Resolve;

  /** @throws FarsightError INVALID_ARGUMENT */
  constructor({ named = {}, allow = [] }: SourcesOptions, resolve: Resolve = resolveAll) {
    this.#named = new Map(Object.entries(named).map(checkNamed));
    const isFolder = (pattern: string): boolean => /^file:/i.test(pattern) || !pattern.includes('://');
    this.#folders = allow.filter(isFolder).map(folderOf);
    this.#urls = allow.filter((pattern) => !isFolder(pattern)).map(parseUrlRule);
    this.#resolve = resolve;
  }

  /**
   * What a client's text stands for: the name of a source, a URL or the path of a file.
   *
   * @throws FarsightError NOT_ALLOWED, SOURCE_NOT_FOUND
   */
  async find(text: string): Promise<AllowedSource> {
    const location = this.#named.get(text);
    if (location !== undefined) return { name: text, key: location, location, checkRedirect: undefined };
    if (text.length > longestText) throw this.#refusal();
    if (/^file:/i.test(text) || !text.includes('://')) return this.#findFile(text);
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined) throw this.#refusal();
    const key = url.href;
    const reached = await this.#check(url);
    return { name: undefined, key, location: reached, checkRedirect: this.#checkRedirect };
  }

  async #findFile(text: string): Promise<AllowedSource> {
    const verdict = await lookUpFile(pathOf(text) ?? '', this.#folders);
    if (verdict.kind === 'refused') throw this.#refusal();
    if (verdict.kind === 'missing') {
      throw new FarsightError('SOURCE_NOT_FOUND', 'There is no such file in the folders that are allowed.');
    }
    const { path } = verdict;
    return { name: undefined, key: path, location: path, checkRedirect: undefined };
  }

  readonly #checkRedirect = async (text: string): Promise<void> => {
    await this.#check(new URL(text));
  };

  /**
   * @returns the URL to open: RTSP's with the address that was checked, so that it is not resolved again. The certificates of
   * `rtsps` and `https` say whose name it is; web servers want to be called by theirs.
   */
  async #check(url: URL): Promise<string> {
    const target = urlTarget(url);
    const rule = target && this.#urls.find((candidate) => candidate.allows(target));
    if (target === undefined || rule === undefined) throw this.#refusal();
    if (rule.namesAddresses) return url.href;
    const address = await this.#addressOf(target);
    if (url.protocol !== 'rtsp:') return url.href;
    const pinned = new URL(url);
    pinned.host = `${isIP(address) === 6 ? `[${address}]` : address}:${target.port}`;
    return pinned.href;
  }

  /** An address of a host none of whose addresses is local. */
  async #addressOf({ host }: UrlTarget): Promise<string> {
    const addresses = isIP(host) === 0 ? await this.#lookUp(host) : [host];
    const [first] = addresses;
    if (first === undefined || addresses.some(isLocalAddress)) throw this.#refusal();
    return first;
  }

  async #lookUp(host: string): Promise<readonly string[]> {
    try {
      return (await this.#resolve(host)).map(({ address }) => address);
    } catch (error) {
      throw new FarsightError('SOURCE_NOT_FOUND', 'The host of the source has no address.', { cause: error });
    }
  }

  /** Says what there is, and nothing of what was asked for. */
  #refusal(): FarsightError {
    const names = [...this.#named.keys()].sort().join(', ');
    const places = this.#folders.length + this.#urls.length;
    const expected = [
      ...(names === '' ? [] : [`the name of a source it has (${names})`]),
      ...(places === 0 ? [] : ['a URL or file that its operator allows']),
    ].join(' or ');
    return new FarsightError(
      'NOT_ALLOWED',
      expected === ''
        ? 'This server opens no sources itself: its operator allows none. Send the frames instead.'
        : `This server does not open that source. Expected ${expected}.`,
    );
  }
}

function checkNamed([name, location]: readonly [string, string]): [string, string] {
  if (networkNamePattern.test(name) && location !== '') return [name, location];
  throw new FarsightError(
    'INVALID_ARGUMENT',
    // Not shown: what is no name may be a part of a URL with a password.
    'Expected names of letters, digits, ".", "_", "-" (at most 128, first a letter or digit), each with a source, for sources.named.',
  );
}

function folderOf(pattern: string): string {
  const path = pathOf(pattern);
  if (path !== undefined && path !== '') return absolute(path);
  throw new FarsightError(
    'INVALID_ARGUMENT',
    `Expected a folder or scheme://host[:port] for an allowed source but received ${JSON.stringify(pattern)}.`,
  );
}

function pathOf(text: string): string | undefined {
  if (!/^file:/i.test(text)) return text;
  // `file:/srv` and `file:///srv`, and nothing on another machine.
  if (!URL.canParse(text) || new URL(text).host !== '') return undefined;
  try {
    return fileURLToPath(text);
  } catch {
    return undefined;
  }
}
