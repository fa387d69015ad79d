import type { StatusReport } from '@farsight/protocol';
import { Api } from './api.js';
import { Controls } from './controls.js';
import { byId, setText } from './element.js';
import { OwnPanel } from './own-panel.js';
import { showStatus } from './panels.js';
import { Player } from './player.js';
import { ServerLink } from './server-link.js';
import { StreamsPanel, streamLines } from './streams-panel.js';
import { View } from './view.js';

const pollMs = 2_000;

const api = new Api(location.hash);
const link = new ServerLink();
const view = new View();
const player = new Player(api, link, view);
new Controls(player, view);
const own = new OwnPanel(api, link, player);
let chosen: string | undefined;
let latest: StatusReport | undefined;
const streams = new StreamsPanel((name) => {
  // The user's own stream would end, were it watched instead.
  if (player.isOwn && name === player.watched) return;
  chosen = name;
  player.play(name);
  showStreams();
});
const connection = byId('connection', HTMLElement);

/** Asks for the status now and then; whatever the server does meanwhile, the page finds its way back. */
async function keepUp(): Promise<never> {
  for (;;) {
    try {
      latest = await api.status(AbortSignal.timeout(5_000));
      link.answered();
      showReport(latest);
    } catch (error) {
      link.failed();
      showConnection('lost', problem(error));
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function showReport(report: StatusReport): void {
  showConnection('connected', `Connected to ${report.address} · version ${report.version}`);
  showStatus(report);
  own.show(report);
  // Frames of the user's own stay until the user has seen enough of them.
  if (!player.isOwn) player.play(wanted(report));
  showStreams();
}

/** The stream that the user chose, or the first where it is gone or none was chosen. */
function wanted({ live }: StatusReport): string | undefined {
  return live.find(({ name }) => name === chosen)?.name ?? live[0]?.name;
}

function showStreams(): void {
  if (latest !== undefined) streams.show(streamLines(latest), player.watched);
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

void keepUp();
