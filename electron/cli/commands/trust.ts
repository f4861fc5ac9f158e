import { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { horizonCommand } from './horizon.ts';
import { trustCatalogueCommand } from './trust-catalogue.ts';
import { trustChainsCommand } from './trust-chains.ts';
import { trustRescueCommand } from './trust-rescue.ts';

export function trustCommand(context: CliContext): Command {
  return new Command('trust')
    .description('the server side: which chain brings units back, and until when')
    .addCommand(trustRescueCommand(context))
    .addCommand(trustChainsCommand(context))
    .addCommand(trustCatalogueCommand(context))
    .addCommand(horizonCommand(context))
    .addHelpText('after', examples);
}

const examples = `
Examples:
  unstrand trust chains "DST Root CA X3"
  unstrand trust rescue facts.json --chain server.pem
`;
