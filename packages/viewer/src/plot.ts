import { setText } from './element.js';

/** Places of a plot; one value each. */
const places = 120;
const size = { width: 240, height: 48 };

/** The way of a figure over the latest while, as a line. The newest value is at the right edge. */
export class Plot {
  readonly #line: SVGPolylineElement;
  readonly #figure: SVGSVGElement;
  readonly #caption: HTMLElement;
  readonly #name: string;
  readonly #unit: string;
  readonly #values: number[] = [];

  /** @param figure - an empty `<figure>`, which the plot fills */
  constructor(figure: HTMLElement, name: string, unit: string) {
    [this.#name, this.#unit] = [name, unit];
    this.#caption = document.createElement('figcaption');
    this.#figure = svg('svg', { viewBox: `0 0 ${size.width} ${size.height}`, preserveAspectRatio: 'none' });
    this.#figure.setAttribute('role', 'img');
    this.#line = svg('polyline', { fill: 'none', 'vector-effect': 'non-scaling-stroke' });
    this.#figure.append(this.#line);
    figure.replaceChildren(this.#caption, this.#figure);
    this.#show();
  }

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#values.push(value);
    if (this.#values.length > places) this.#values.shift();
    this.#show();
  }

  clear(): void {
    this.#values.length = 0;
    this.#show();
  }

  #show(): void {
    this.#line.setAttribute('points', plotPoints(this.#values));
    const text = this.#values.length === 0 ? `${this.#name}: –` : this.#text();
    setText(this.#caption, text);
    this.#figure.setAttribute('aria-label', text);
  }

  #text(): string {
    const digits = this.#unit === 'ms' ? 0 : 1;
    const most = Math.max(...this.#values).toFixed(digits);
    const unit = this.#unit === '' ? '' : ` ${this.#unit}`;
    return `${this.#name}: ${(this.#values.at(-1) ?? 0).toFixed(digits)}${unit}, at most ${most}${unit}`;
  }
}

/** `x,y x,y …` of a line whose highest value touches the top and whose zero is the bottom. */
export function plotPoints(values: readonly number[]): string {
  const top = Math.max(...values, 1e-9);
  const step = size.width / (places - 1);
  const left = size.width - (values.length - 1) * step;
  const place = (value: number): number => size.height - 1 - (value / top) * (size.height - 2);
  return values.map((value, i) => `${(left + i * step).toFixed(1)},${place(value).toFixed(1)}`).join(' ');
}

function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
