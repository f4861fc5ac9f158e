import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { simListCommand } from './sim-list.ts';
import { simReleaseCommand } from './sim-release.ts';
import { simStartCommand } from './sim-start.ts';

export function simCommand(context: CliContext): Command {
  return new Command('sim')
    .description('simulated units, for training and for trying things out')
    .addCommand(simStartCommand(context), { isDefault: true })
    .addCommand(simListCommand(context))
    .addCommand(simReleaseCommand(context))
    .addHelpText('after', examples);
}

const examples = `
Every unit with a cable is also there as --port sim:ID, new in each process; the others by sim start.

Examples:
  unstrand sim list
  unstrand sim start seed
  unstrand inspect --port sim:seed
`;
