import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket, type RawData } from 'ws';
import { endProcess } from '../../e2e/support/end-process.js';
import type { DrivenPage } from './driven-page.js';

/** Debian's Firefox, unless another one is named. */
export const firefoxPath = process.env.FARSIGHT_SYSTEM_FIREFOX ?? '/usr/bin/firefox-esr';

export const firefoxInstalled = existsSync(firefoxPath);

/** A camera with a moving picture, that every page may use. */
const preferences = { 'media.navigator.streams.fake': true, 'media.navigator.permission.disabled': true };

/** Starts a Firefox without a window. */
export async function openFirefox(): Promise<DrivenPage> {
  const profile = mkdtempSync(join(tmpdir(), 'farsight-firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});`);
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const options = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  const browser = spawn(firefoxPath, options, {
    env: { ...process.env, HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let address: string | undefined;
  for await (const line of createInterface(browser.stderr)) {
    address = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) break;
  }
  if (address === undefined) throw new Error(`${firefoxPath} did not say where it can be driven.`);
  browser.stderr.resume();
  const session = await BidiSession.open(`${address}/session`);
  return new FirefoxPage(session, await session.page(), async () => {
    await endProcess(browser, 'SIGTERM');
    rmSync(profile, { recursive: true, maxRetries: 5 });
  });
}

class FirefoxPage implements DrivenPage {
  readonly #session: BidiSession;
  readonly #context: string;
  readonly #end: () => Promise<void>;

  constructor(session: BidiSession, context: string, end: () => Promise<void>) {
    this.#session = session;
    this.#context = context;
    this.#end = end;
  }

  async open(url: string): Promise<void> {
    await this.#session.send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  async evaluate<T>(expression: string): Promise<T> {
    const { value } = await this.#result(`Promise.resolve(${expression}).then(JSON.stringify)`);
    return value === undefined ? (undefined as T) : (JSON.parse(value) as T);
  }

  async chooseFile(selector: string, path: string): Promise<void> {
    const { sharedId } = await this.#result(`document.querySelector(${JSON.stringify(selector)})`);
    const context = this.#context;
    await this.#session.send('input.setFiles', { context, element: { sharedId }, files: [path] });
  }

  problems(): Promise<readonly string[]> {
    return Promise.resolve(this.#session.problems);
  }

  async #result(expression: string): Promise<{ readonly value?: string; readonly sharedId?: string }> {
    const target = { context: this.#context };
    const { result, exceptionDetails } = await this.#session.send<{
      readonly result: { readonly value?: string; readonly sharedId?: string };
      readonly exceptionDetails?: { readonly text: string };
    }>('script.evaluate', { expression, target, awaitPromise: true });
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${exceptionDetails.text}`);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#session.close();
    await this.#end();
  }
}

/** What comes from the browser: an answer to a command, or an event. */
interface BidiMessage {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: unknown;
  readonly message?: string;
  readonly method?: string;
  readonly params?: { readonly level?: string; readonly text?: string };
}

/** As much of WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/) as one page needs. */
class BidiSession {
  readonly problems: string[] = [];
  readonly #socket: WebSocket;
  readonly #asked = new Map<number, (answer: BidiMessage) => void>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: RawData) =>
      this.#receive(JSON.parse((data as Buffer).toString()) as BidiMessage),
    );
  }

  static async open(address: string): Promise<BidiSession> {
    const socket = new WebSocket(address);
    await once(socket, 'open');
    const session = new BidiSession(socket);
    await session.send('session.new', { capabilities: {} });
    await session.send('session.subscribe', { events: ['log.entryAdded'] });
    return session;
  }

  /** The page that is open. */
  async page(): Promise<string> {
    const { contexts } = await this.send<{ readonly contexts: readonly { readonly context: string }[] }>(
      'browsingContext.getTree',
      {},
    );
    return contexts[0]!.context;
  }

  async send<T>(method: string, params: object): Promise<T> {
    const id = this.#count++;
    const answered = new Promise<BidiMessage>((resolve) => this.#asked.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { type, result, message } = await answered;
    if (type === 'error') throw new Error(`${method}: ${message}`);
    return result as T;
  }

  #receive(message: BidiMessage): void {
    if (message.id !== undefined) {
      this.#asked.get(message.id)?.(message);
      this.#asked.delete(message.id);
    } else if (['error', 'warn'].includes(message.params?.level ?? '')) {
      this.problems.push(message.params?.text ?? '');
    }
  }

  close(): void {
    this.#socket.close();
  }
}
