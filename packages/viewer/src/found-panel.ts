import { classColor } from '@farsight/client/overlay';
import { css } from './draw.js';
import { byId, make, setText } from './element.js';
import { amountText, type ClassCount, type Tally } from './tally.js';
import type { View } from './view.js';

interface Row {
  readonly element: HTMLTableRowElement;
  readonly now: HTMLTableCellElement;
  readonly most: HTMLTableCellElement;
}

/** The classes that were found, with how many of them, each to be hidden and shown. */
export class FoundPanel {
  readonly #body = byId('found', HTMLTableSectionElement);
  readonly #view: View;
  readonly #changed: () => void;
  /** Rows stay what they are while their figures change, so that the focus stays where it is. */
  readonly #rows = new Map<string, Row>();

  /** @param changed - called when the user hid or showed a class */
  constructor(view: View, changed: () => void) {
    this.#view = view;
    this.#changed = changed;
  }

  clear(): void {
    this.#rows.clear();
    this.#body.replaceChildren();
  }

  show(tally: Tally): void {
    const counts = new Map(
      tally.classes().map((count) => [`${count.task}/${count.classId}/${count.name}`, count]),
    );
    for (const [key, { element }] of this.#rows) {
      if (counts.has(key)) continue;
      element.remove();
      this.#rows.delete(key);
    }
    let before: HTMLTableRowElement | undefined;
    for (const [key, count] of counts) {
      const row = this.#rows.get(key) ?? this.#addRow(key, count, before);
      setText(row.now, amountText(count.now, count.unit));
      setText(row.most, amountText(count.most, count.unit));
      before = row.element;
    }
  }

  #addRow(key: string, { name, classId }: ClassCount, before: HTMLTableRowElement | undefined): Row {
    const box = make('input', { type: 'checkbox', checked: this.#view.showsClass(name) });
    box.addEventListener('change', () => {
      this.#view.toggleClass(name, box.checked);
      this.#changed();
    });
    const swatch = make('span', { className: 'swatch', ariaHidden: 'true' });
    swatch.style.backgroundColor = css(classColor(classId));
    const [now, most] = [make('td'), make('td')];
    const head = make('th', { scope: 'row' }, make('label', {}, box, swatch, name));
    const row = { element: make('tr', {}, head, now, most), now, most };
    if (before === undefined) this.#body.prepend(row.element);
    else before.after(row.element);
    this.#rows.set(key, row);
    return row;
  }
}
