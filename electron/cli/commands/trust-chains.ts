import { Command } from 'commander';
import { findAuthorities } from '../../core/catalogue/catalogue.ts';
import { describeReach } from '../../core/rescue/reach.ts';
import { loadCatalogue } from '../../host/catalogue-file.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { renderReach } from '../render/reach.ts';

const maxShown = 10;

export function trustChainsCommand(context: CliContext): Command {
  return new Command('chains')
    .description('what the catalogue knows of an authority: who vouches for it, and who issues below it')
    .argument('<anchor>', 'part of its name, or the SHA-256 of its key or of a certificate')
    .addHelpText('after', examples)
    .action(async (anchor: string) => {
      const { store, clock } = openWorkspace(context.io.env);
      const { catalogue } = await loadCatalogue(store);
      const found = findAuthorities(catalogue, anchor);
      const shown = found.slice(0, maxShown);
      const reaches = await Promise.all(shown.map((authority) => describeReach(authority, catalogue, clock.now())));
      const { version, date } = catalogue;
      context.document({ schema: 1, catalogue: { version, date }, found: found.length, authorities: reaches });
      for (const reach of reaches) context.say(`${renderReach(reach, context.texts, context.style)}\n`);
      if (found.length === 0) context.say(context.texts('rescue:chains.unknown'));
      if (found.length > maxShown) {
        context.say(context.texts('rescue:chains.too-many', { count: found.length, shown: maxShown }));
      }
      context.say(context.texts('rescue:chains.catalogue', { version, date }));
      context.exit = found.length > 0 ? 0 : 1;
    });
}

const examples = `
Exit code 0 when the catalogue knows it, 1 when not.

Examples:
  unstrand trust chains "DST Root CA X3"
  unstrand trust chains 0687260331a72403d909f105e69bcf0d32e1bd2493ffc6d9206d11bcd6770739 --json
`;
