import { byId, make } from './element.js';

/** Something the user can do with a key. */
export interface Shortcut {
  /** As `KeyboardEvent.key` has them. */
  readonly keys: readonly string[];
  /** As people write them. */
  readonly shown: string;
  readonly what: string;
  readonly run: () => void;
}

/** Elements that need their keys for themselves. */
const takers = 'input:not([type=checkbox]), select, textarea';
/** Those that the space bar presses. */
const pressed = 'button, summary, input, a';

/** Lists the shortcuts on the page, and runs them. */
export function listen(shortcuts: readonly Shortcut[]): void {
  const rows = shortcuts.map(({ shown, what }) =>
    make('tr', {}, make('th', { scope: 'row' }, make('kbd', {}, shown)), make('td', {}, what)),
  );
  byId('shortcuts', HTMLTableSectionElement).replaceChildren(...rows);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.matches(takers) || (event.key === ' ' && target.matches(pressed))) return;
    const shortcut = shortcuts.find(({ keys }) => keys.includes(event.key));
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run();
  });
}
