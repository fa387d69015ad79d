import type { StatusReport } from '@farsight/protocol';
import type { Api } from './api.js';
import { byId, make } from './element.js';
import { ownFrames, type OwnSource } from './own-frames.js';
import { openCamera, openFile } from './own-sources.js';
import type { Player } from './player.js';

/** Runs a network on an image, a video or the camera of whoever looks. */
export class OwnPanel {
  readonly #api: Api;
  readonly #player: Player;
  readonly #choice = byId('own-network', HTMLSelectElement);
  readonly #stop = byId('own-stop', HTMLButtonElement);

  constructor(api: Api, player: Player) {
    this.#api = api;
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

  async #run(open: () => Promise<OwnSource>): Promise<void> {
    const network = this.#choice.value;
    let source: OwnSource;
    try {
      source = await open();
    } catch (error) {
      this.#player.notify(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#stop.hidden = false;
    await this.#player.playOwn((signal) =>
      ownFrames(source, (frame, stop) => this.#api.infer(frame, network, stop), signal),
    );
  }

  /** Back to the live streams. */
  #end(): void {
    this.#stop.hidden = true;
    this.#player.play(undefined);
  }
}
