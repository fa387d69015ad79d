import type { ResultKind } from '@farsight/client';
import { Command, Option } from 'commander';
import type { ListFlags, NetworksFlags } from '../networks/networks.js';
import { addCatalogueFlags } from '../options/catalogue.js';
import { addOnnxFlags } from '../options/onnx.js';

/** `farsight networks list|show|pull|check` */
export function networksCommand(): Command {
  const command = new Command('networks').description(
    'The catalogue: what there is, and whether it is fine.',
  );
  for (const sub of [listCommand(), showCommand(), pullCommand(), checkCommand()]) command.addCommand(sub);
  return command;
}

function listCommand(): Command {
  return subcommand('list', 'List the networks of the catalogue.')
    .addOption(new Option('--task <kind>', 'only networks with such results').choices(resultKinds))
    .option('--search <text>', 'only networks with this in their name or description')
    .action(async (flags: ListFlags) => {
      await (await actions()).list(flags);
    });
}

/** All there are: the compiler says so if one is left out. */
const resultKinds = Object.keys({
  detections: true,
  classifications: true,
  tracks: true,
  keypoints: true,
  segments: true,
  'oriented-boxes': true,
  semantic: true,
  depth: true,
  embeddings: true,
  text: true,
} satisfies Record<ResultKind, true>);

function showCommand(): Command {
  return addOnnxFlags(subcommand('show', 'Show one network.'))
    .argument('<network>', 'name, network file or .onnx file')
    .action(async (network: string, flags: NetworksFlags) => {
      await (await actions()).show(network, flags);
    });
}

function pullCommand(): Command {
  return subcommand('pull', 'Fetch the weights of a network.')
    .argument('<network>', 'name or network file')
    .action(async (network: string, flags: NetworksFlags) => {
      await (await actions()).pull(network, flags);
    });
}

function checkCommand(): Command {
  return addOnnxFlags(subcommand('check', 'Check whether networks can be used.'))
    .argument('<path...>', 'network files, .onnx files, folders of network files')
    .action(async (paths: readonly string[], flags: NetworksFlags) => {
      await (await actions()).check(paths, flags);
    });
}

const actions = () => import('../networks/networks.js');

function subcommand(name: string, description: string): Command {
  return addCatalogueFlags(new Command(name).description(description)).option('--json', 'print JSON');
}
