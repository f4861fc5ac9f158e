import { Command } from 'commander';
import { installCatalogue, loadCatalogue } from '../../host/catalogue-file.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';

export function trustCatalogueCommand(context: CliContext): Command {
  return new Command('catalogue')
    .description('the catalogue of authorities and cross-signs: which edition is in use, or install a newer one')
    .argument('[file]', 'catalogue.json of a newer edition, with catalogue.sig beside it')
    .addHelpText(
      'after',
      '\nExample:\n  unstrand trust catalogue\n  unstrand trust catalogue downloads/catalogue.json\n',
    )
    .action(async (file: string | undefined) => {
      const { store } = openWorkspace(context.io.env);
      const inUse = file === undefined ? await loadCatalogue(store) : await installCatalogue(store, file);
      const { version, date, authorities, certificates } = inUse.catalogue;
      const counts = { authorities: authorities.length, certificates: certificates.length };
      const { origin, refused, signedBy } = inUse;
      context.document({ schema: 1, version, date, ...counts, origin, signedBy, refused });
      context.say(context.texts('rescue:catalogue.in-use', { version, date, ...counts, key: signedBy.slice(0, 16) }));
      context.say(context.texts(`rescue:catalogue.origin.${origin}`));
      if (refused !== undefined) context.say(context.texts('rescue:catalogue.refused', { code: refused }));
    });
}
