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

type OpenSource = () => Promise<OwnImage | OwnVideo>;

/** Runs a network on an image, a video or the camera of whoever looks. */
export class OwnPanel {
  readonly #client: Client;
  readonly #link: ServerLink;
  readonly #player: Player;
  readonly #choice = byId('own-network', HTMLSelectElement);
  readonly #again = byId('own-again', HTMLButtonElement);
  readonly #stop = byId('own-stop', HTMLButtonElement);
  /** Opens what was chosen last. */
  #open: OpenSource | undefined;

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
    this.#again.addEventListener('click', () => {
      if (this.#open !== undefined) void this.#run(this.#open);
    });
    this.#stop.addEventListener('click', () => this.#end());
    this.#acceptDrops();
  }

  /** The networks to choose from, those that are loaded first. Nothing is run where the server runs nothing. */
  show({ networks, executors }: StatusReport): void {
    byId('own', HTMLElement).hidden = executors === undefined || networks.length === 0;
    if (!this.#player.isOwn) this.#hideButtons();
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

  async #run(open: OpenSource): Promise<void> {
    const network = this.#choice.value;
    let source: OwnImage | OwnVideo;
    try {
      source = await open();
    } catch (error) {
      this.#player.notify(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#open = open;
    this.#again.hidden = true;
    this.#stop.hidden = false;
    await this.#player.playOwn((signal) => this.#results(source, network, signal));
    // It is over, unless something else was begun in its place.
    this.#again.hidden = !this.#player.isOwn || this.#open !== open;
  }

  #results(source: OwnImage | OwnVideo, network: string, signal: AbortSignal): AsyncIterable<ShownMessage> {
    const run = { client: this.#client, network, signal };
    if ('data' in source) return ownImage(source, run);
    const onLost = (): void => this.#player.notify('The server does not answer. It goes on when it does.');
    return ownVideo(source, { ...run, link: this.#link, openEncoder, onLost });
  }

  /** Back to the live streams. */
  #end(): void {
    this.#hideButtons();
    this.#player.play(undefined);
  }

  #hideButtons(): void {
    this.#again.hidden = true;
    this.#stop.hidden = true;
  }
}
