import { Command } from 'commander';
import { addEvalFlags, type EvalFlags } from '../options/eval.js';

/** `farsight eval NETWORK --images DIR --annotations PATH` */
export function evalCommand(): Command {
  const command = new Command('eval')
    .description('Measure how accurate a network is on annotated pictures.')
    .argument('<network>', 'catalogue name, path of a network file, or path of an .onnx file');
  return addEvalFlags(command).action(async (network: string, flags: EvalFlags) => {
    const { evaluate } = await import('../eval/eval.js');
    await evaluate(network, flags);
  });
}
