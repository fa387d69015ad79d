import type { LiveStatus, StatusReport } from '@farsight/protocol';
import { Api } from './api.js';
import { byId, make, setText } from './element.js';
import { showStatus } from './panels.js';
import { Player } from './player.js';

const pollMs = 2_000;

const api = new Api(location.hash);
const player = new Player(api);
const choice = byId('stream', HTMLSelectElement);
const connection = byId('connection', HTMLElement);

/** Asks for the status now and then; whatever the server does meanwhile, the page finds its way back. */
async function keepUp(): Promise<never> {
  for (;;) {
    try {
      const report = await api.status(AbortSignal.timeout(5_000));
      showConnection('connected', `Connected to ${report.address} · version ${report.version}`);
      showStatus(report);
      showChoice(report.live);
      player.play(choice.value === '' ? undefined : choice.value);
    } catch (error) {
      showConnection('lost', problem(error));
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** What `fetch` itself says is different in each browser and of no use to people. */
function problem(error: unknown): string {
  if (error instanceof TypeError || !(error instanceof Error) || error.name === 'TimeoutError') {
    return 'The server does not answer. Trying again…';
  }
  return error.message;
}

function showConnection(state: string, text: string): void {
  connection.dataset.state = state;
  setText(connection, text);
}

function showChoice(live: StatusReport['live']): void {
  const names = live.map(({ name }) => name);
  if (names.join('\n') !== [...choice.options].map(({ value }) => value).join('\n')) {
    const chosen = choice.value;
    choice.replaceChildren(...live.map(option));
    choice.value = names.includes(chosen) ? chosen : (names[0] ?? '');
  }
  byId('stream-choice', HTMLElement).hidden = live.length < 2;
}

function option({ name, network }: LiveStatus): HTMLElement {
  return make('option', { value: name }, `${name} (${network})`);
}

choice.addEventListener('change', () => player.play(choice.value));
void keepUp();
