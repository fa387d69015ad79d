import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A camera that sends JPEGs over HTTP (multipart/x-mixed-replace): pictures are sent when the test says so. */
export class MjpegCamera implements AsyncDisposable {
  /** How often it was asked for its stream. */
  asked = 0;
  readonly #watchers = new Set<ServerResponse>();
  readonly #server = createServer((_, response) => {
    this.asked += 1;
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=picture' });
    response.flushHeaders();
    this.#watchers.add(response);
    response.on('close', () => this.#watchers.delete(response));
  });

  static async start(): Promise<MjpegCamera> {
    const camera = new MjpegCamera();
    await new Promise<void>((resolve) => camera.#server.listen(0, '127.0.0.1', resolve));
    return camera;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/stream`;
  }

  /** Who has its stream open now. */
  get watchers(): number {
    return this.#watchers.size;
  }

  send(jpeg: Uint8Array): void {
    const head = `--picture\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
    const part = Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')]);
    for (const watcher of this.#watchers) watcher.write(part);
  }

  /** Breaks all connections, as a power cut does. */
  cut(): void {
    for (const watcher of this.#watchers) watcher.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
