import { once } from 'node:events';
import { Command } from 'commander';
import { systemLocale } from '../../host/locale-texts.ts';
import { pageFolder } from '../../host/page-folder.ts';
import { productVersion } from '../../host/product-version.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { ServedHost } from '../../serve/serve-app.ts';
import type { CliContext } from '../context.ts';

interface Options {
  readonly sim?: string | true;
  readonly fast?: true;
  readonly open?: true;
}

export function serveCommand(context: CliContext): Command {
  return new Command('serve')
    .description('the app in a browser on this machine: loopback only, one-time address')
    .option(
      '--sim [units]',
      'training: virtual units instead of real ones; ids that are plugged in, with commas (seed)',
    )
    .option('--fast', 'with --sim: virtual units take no time')
    .option('--open', 'open the address in the browser')
    .addHelpText('after', examples)
    .action(async ({ sim, fast, open }: Options) => {
      const { io, texts } = context;
      // The whole app: no other command has to wait until it is loaded.
      const { createDeviceHost } = await import('../../host/app/device-host.ts');
      const { serveApp } = await import('../../serve/serve-app.ts');
      const host = await createDeviceHost({
        workspace: openWorkspace(io.env),
        version: productVersion,
        locale: systemLocale(),
        training: sim !== undefined,
        plugged: pluggedUnits(sim),
        pace: fast ? 'instant' : 'paced',
      });
      const served: ServedHost = {
        connect: (lane) => host.connect(lane),
        grant: (planHash, ticket) => host.grant(planHash, ticket),
        describePlan(planHash) {
          const plan = host.describePlan(planHash);
          const say = ({ code, params }: NonNullable<typeof plan>['summary']) => texts(`plan:${code}`, params);
          return plan && { summary: say(plan.summary), warnings: plan.confirmations.map(say) };
        },
      };
      const app = await serveApp(served, pageFolder, texts);
      context.document({ url: app.url });
      context.say(`${texts('serve:ready', { url: app.url })}\n${texts('serve:ready-note')}`);
      if (open) await openInBrowser(app.url);
      if (!io.signal.aborted) await once(io.signal, 'abort');
      await app.close();
      await host.close();
    });
}

function pluggedUnits(sim: string | true | undefined): readonly string[] {
  if (sim === undefined) return [];
  return sim === true ? ['seed'] : sim.split(',').filter((id) => id !== '');
}

/** Only who asks for it needs the library that knows how each system opens an address. */
async function openInBrowser(url: string): Promise<void> {
  const { default: open } = await import('open');
  await open(url);
}

const examples = `
The address holds a token that is good for one browser. Nothing but this machine can reach it.

Examples:
  unstrand serve --open
  unstrand serve --sim
  unstrand serve --sim seed,brown-out --json
`;
