import { byId, setText } from './element.js';
import type { Player } from './player.js';
import { fileName, resultLines, saveLines, savePicture } from './saving.js';
import { listen } from './shortcuts.js';
import { layers, type Layer, type View } from './view.js';

const thresholdStep = 0.05;

/** The buttons, boxes and keys that control the picture. */
export class Controls {
  readonly #player: Player;
  readonly #view: View;
  readonly #pause = byId('pause', HTMLButtonElement);
  readonly #threshold = byId('threshold', HTMLInputElement);

  constructor(player: Player, view: View) {
    this.#player = player;
    this.#view = view;
    this.#onClick('pause', () => this.#togglePause());
    this.#onClick('back', () => this.#step(-1));
    this.#onClick('forward', () => this.#step(1));
    this.#onClick('snapshot', () => this.#snapshot());
    this.#onClick('download', () => this.#download());
    for (const layer of layers) {
      const box = byId(layer, HTMLInputElement);
      box.addEventListener('change', () => this.#toggle(layer, box.checked));
      // Browsers keep what was set before the page was loaded again.
      this.#view.toggle(layer, box.checked);
    }
    this.#threshold.addEventListener('input', () => this.#setThreshold(this.#threshold.valueAsNumber));
    this.#setThreshold(this.#threshold.valueAsNumber);
    this.#listen();
    player.onOpen = () => this.#showPause();
  }

  #listen(): void {
    const layer = (key: string, name: Layer): Parameters<typeof listen>[0][number] => ({
      keys: [key],
      shown: key,
      what: `${name} on and off`,
      run: () => this.#toggle(name, !this.#view.shows(name)),
    });
    listen([
      { keys: [' ', 'k'], shown: 'Space', what: 'pause, go on', run: () => this.#togglePause() },
      { keys: [','], shown: ',', what: 'one frame back', run: () => this.#step(-1) },
      { keys: ['.'], shown: '.', what: 'one frame on', run: () => this.#step(1) },
      { keys: ['n'], shown: 'n', what: 'next box', run: () => this.#choose(1) },
      { keys: ['p'], shown: 'p', what: 'box before', run: () => this.#choose(-1) },
      { keys: ['Escape'], shown: 'Esc', what: 'no box', run: () => this.#player.inspector.clear() },
      { keys: ['-'], shown: '-', what: 'lower score threshold', run: () => this.#lift(-thresholdStep) },
      { keys: ['+', '='], shown: '+', what: 'higher score threshold', run: () => this.#lift(thresholdStep) },
      layer('r', 'results'),
      layer('l', 'labels'),
      layer('m', 'masks'),
      layer('b', 'skeletons'),
      layer('t', 'trails'),
      { keys: ['s'], shown: 's', what: 'save the picture', run: () => this.#snapshot() },
      { keys: ['d'], shown: 'd', what: 'save the results', run: () => this.#download() },
    ]);
  }

  #onClick(id: string, run: () => void): void {
    byId(id, HTMLButtonElement).addEventListener('click', run);
  }

  /** For those who do not see it. */
  #say(text: string): void {
    setText(byId('said', HTMLElement), text);
  }

  #togglePause(): void {
    if (this.#player.history.paused) this.#player.resume();
    else this.#player.step(0);
    this.#showPause();
    this.#say(this.#player.history.paused ? 'Paused' : 'Live');
  }

  #step(by: number): void {
    this.#player.step(by);
    this.#showPause();
  }

  #showPause(): void {
    setText(this.#pause, this.#player.history.paused ? 'Go on' : 'Pause');
  }

  #choose(by: number): void {
    const detail = this.#player.inspector.choose(by);
    this.#say(detail === undefined ? 'No boxes' : [detail.title, ...detail.lines].join(', '));
  }

  #toggle(layer: Layer, on: boolean): void {
    this.#view.toggle(layer, on);
    byId(layer, HTMLInputElement).checked = on;
    this.#say(`${layer} ${on ? 'on' : 'off'}`);
    this.#player.redraw();
  }

  #lift(by: number): void {
    this.#setThreshold(Math.min(1, Math.max(0, this.#threshold.valueAsNumber + by)));
    this.#say(`Score threshold ${this.#view.scoreThreshold.toFixed(2)}`);
  }

  #setThreshold(value: number): void {
    this.#threshold.value = String(value);
    this.#view.scoreThreshold = value;
    setText(byId('threshold-value', HTMLElement), value.toFixed(2));
    this.#player.redraw();
  }

  #snapshot(): void {
    const { stream } = this.#player.opening;
    const index = byId('index', HTMLElement).textContent;
    void savePicture(byId('canvas', HTMLCanvasElement), fileName(stream, `-${index}.png`));
    this.#say('Saving the picture');
  }

  #download(): void {
    const { opening, history } = this.#player;
    saveLines(resultLines(history.frames, opening), fileName(opening.stream, '.ndjson'));
    this.#say(`Saving the results of ${history.frames.length} frames`);
  }
}
