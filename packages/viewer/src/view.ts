import type { LabelsByTask, OverlayStyle, Trails } from '@farsight/client/overlay';

/** What can be switched on and off. */
export const layers = ['results', 'labels', 'masks', 'skeletons', 'trails'] as const;

export type Layer = (typeof layers)[number];

/** How the user wants to see results. */
export class View {
  readonly #off = new Set<Layer>();
  readonly #hidden = new Set<string>();
  /** Only results of at least this score are shown, 0..1. */
  scoreThreshold = 0;

  shows(layer: Layer): boolean {
    return !this.#off.has(layer);
  }

  toggle(layer: Layer, on: boolean): void {
    if (on) this.#off.delete(layer);
    else this.#off.add(layer);
  }

  showsClass(name: string): boolean {
    return !this.#hidden.has(name);
  }

  toggleClass(name: string, on: boolean): void {
    if (on) this.#hidden.delete(name);
    else this.#hidden.add(name);
  }

  /**
   * The same for the overlay.
   *
   * @param seen - names that classes without a label were given
   */
  style(labels: LabelsByTask, seen: readonly string[], trails: Trails): OverlayStyle {
    const names = [...new Set([...Object.values(labels).flat(), ...seen])];
    return {
      scoreThreshold: this.scoreThreshold,
      ...(this.#hidden.size > 0 && { classes: names.filter((name) => this.showsClass(name)) }),
      ...(!this.shows('labels') && { hideLabels: true, hideScores: true }),
      ...(!this.shows('masks') && { maskOpacity: 0, mapOpacity: 0 }),
      // No point has a score of more than 1.
      ...(!this.shows('skeletons') && { pointThreshold: 2 }),
      ...(this.shows('trails') && { trails }),
    };
  }
}
