import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { vi } from 'vitest';
import { endProcess } from '../../e2e/support/end-process.js';
import { freePort } from '../../e2e/support/free-port.js';
import type { DrivenPage } from './driven-page.js';

/** Debian's driver of WebKitGTK, whose engine is Safari's too, unless another one is named. It needs a screen. */
export const webkitPath = process.env.FARSIGHT_SYSTEM_WEBKIT ?? '/usr/bin/WebKitWebDriver';
const xvfbPath = '/usr/bin/Xvfb';

export const webkitInstalled = existsSync(webkitPath) && existsSync(xvfbPath);

/** Starts a small browser with WebKit on a screen of its own that nobody sees. */
export async function openWebKit(): Promise<DrivenPage> {
  const xvfb = spawn(xvfbPath, ['-displayfd', '1', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [display] = (await once(createInterface(xvfb.stdout), 'line')) as [string];
  const port = await freePort();
  const driver = spawn(webkitPath, [`--port=${port}`], {
    env: { ...process.env, DISPLAY: `:${display}` },
    stdio: 'ignore',
  });
  const end = async (): Promise<void> => {
    await endProcess(driver, 'SIGTERM');
    await endProcess(xvfb, 'SIGTERM');
  };
  try {
    const driven = `http://127.0.0.1:${port}`;
    await vi.waitUntil(() => isReady(driven), { timeout: 20_000 });
    const { sessionId } = await send<{ readonly sessionId: string }>(driven, 'POST', '/session', {
      capabilities: {},
    });
    return new WebKitPage(`${driven}/session/${sessionId}`, end);
  } catch (error) {
    await end();
    throw error;
  }
}

/** As much of WebDriver (https://www.w3.org/TR/webdriver2/) as one page needs. */
class WebKitPage implements DrivenPage {
  readonly #session: string;
  readonly #end: () => Promise<void>;

  constructor(session: string, end: () => Promise<void>) {
    this.#session = session;
    this.#end = end;
  }

  async open(url: string): Promise<void> {
    await send(this.#session, 'POST', '/url', { url });
    await this.evaluate(`void (globalThis.problems = [],
      addEventListener('error', ({ message }) => problems.push(message)),
      addEventListener('unhandledrejection', ({ reason }) => problems.push(String(reason))))`);
  }

  evaluate<T>(expression: string): Promise<T> {
    return send<T>(this.#session, 'POST', '/execute/sync', { script: `return ${expression}`, args: [] });
  }

  async chooseFile(selector: string, path: string): Promise<void> {
    const found = { using: 'css selector', value: selector };
    const element = await send<Record<string, string>>(this.#session, 'POST', '/element', found);
    const [id] = Object.values(element);
    await send(this.#session, 'POST', `/element/${id}/value`, { text: path });
  }

  problems(): Promise<readonly string[]> {
    return this.evaluate('problems');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await send(this.#session, 'DELETE', '');
    await this.#end();
  }
}

async function send<T>(to: string, method: string, path: string, body?: object): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const { value } = (await (await fetch(to + path, init)).json()) as {
    readonly value: (T & { readonly error?: string; readonly message?: string }) | null;
  };
  if (value?.error !== undefined) throw new Error(`${method} ${path}: ${value.error} ${value.message}`);
  return value as T;
}

async function isReady(driven: string): Promise<boolean> {
  return send(driven, 'GET', '/status').then(
    () => true,
    () => false,
  );
}
