import type { Client } from '@farsight/client/web';
import type { StatusReport } from '@farsight/protocol';
import type { Api } from './api.js';
import { byId, make } from './element.js';
import { openCamera, openFile, type OwnImage } from './own-source.js';
import { ownImage, ownVideo } from './own-stream.js';
import type { OwnVideo } from './own-video.js';
import { openEncoder } from './picture-encoder.js';
import type { Player } from './player.js';
import type { ServerLink } from './server-link.js';
import type { ShownMessage } from './stage.js';

/** Runs a network on an image, a video or the camera of whoever looks. */
export class OwnPanel {
  readonly #client: Client;
  readonly #link: ServerLink;
  readonly #player: Player;
  readonly #choice = byId('own-network', HTMLSelectElement);
  readonly #stop = byId('own-stop', HTMLButtonElement);

  constructor(api: Api, link: ServerLink, player: Player) {
    this.#client = api.client();
    this.#link = link;
    this.#player = player;
    const input = byId('own-file', HTMLInputElement);
    input.addEventListener('change', () => {
      this.#runFile(input.files?.[0]);
      input.value = '';
    });
    byId('own-camera', HTMLButtonElement).addEventListener('click', () => void this.#run(openCamera));
    this.#stop.addEventListener('click', () => this.#end());
    this.#acceptDrops();
  }

  /** The networks to choose from, those that are loaded first. Nothing is run where the server runs nothing. */
  show({ networks, executors }: StatusReport): void {
    byId('own', HTMLElement).hidden = executors === undefined || networks.length === 0;
    this.#stop.hidden = !this.#player.isOwn;
    const usable = networks.filter(({ state }) => state !== 'failed');
    const ready = usable.filter(({ state }) => state === 'ready');
    const names = [...new Set([...ready, ...usable].map(({ name }) => name))];
    if (names.join('\n') === [...this.#choice.options].map(({ value }) => value).join('\n')) return;
    const chosen = this.#choice.value;
    this.#choice.replaceChildren(...names.map((name) => make('option', { value: name }, name)));
    if (names.includes(chosen)) this.#choice.value = chosen;
  }

  #acceptDrops(): void {
    const { body } = document;
    body.addEventListener('dragover', (event) => event.preventDefault());
    body.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#runFile(event.dataTransfer?.files[0]);
    });
  }

  #runFile(file: File | undefined): void {
    if (file !== undefined && this.#choice.value !== '') void this.#run(async () => openFile(file));
  }

  async #run(open: () => Promise<OwnImage | OwnVideo>): Promise<void> {
    const network = this.#choice.value;
    let source: OwnImage | OwnVideo;
    try {
      source = await open();
    } catch (error) {
      this.#player.notify(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#stop.hidden = false;
    await this.#player.playOwn((signal) => this.#results(source, network, signal));
  }

  #results(source: OwnImage | OwnVideo, network: string, signal: AbortSignal): AsyncIterable<ShownMessage> {
    const run = { client: this.#client, network, signal };
    if ('data' in source) return ownImage(source, run);
    const onLost = (): void => this.#player.notify('The server does not answer. It goes on when it does.');
    return ownVideo(source, { ...run, link: this.#link, openEncoder, onLost });
  }

  /** Back to the live streams. */
  #end(): void {
    this.#stop.hidden = true;
    this.#player.play(undefined);
  }
}
