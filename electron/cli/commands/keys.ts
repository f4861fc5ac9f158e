import { Command } from 'commander';
import { enrollKey, revokeKey } from '../../core/release/keys.ts';
import { generateReleaseKey } from '../../core/release/release-key.ts';
import { changeKeyRing, loadKeyRing } from '../../host/key-ring.ts';
import { readFileCapped } from '../../host/read-file.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';
import { harmless } from '../style.ts';

const maxPemBytes = 64 << 10;

export function keysCommand(context: CliContext): Command {
  return new Command('keys')
    .description('keys whose releases this machine accepts')
    .addCommand(listCommand(context))
    .addCommand(enrollCommand(context))
    .addCommand(revokeCommand(context))
    .addCommand(generateCommand(context))
    .addHelpText('after', example('generate vendor'));
}

function listCommand(context: CliContext): Command {
  return new Command('list')
    .description('enrolled and revoked keys')
    .addHelpText('after', example('list'))
    .action(async () => {
      const { keys } = await loadKeyRing(openWorkspace(context.io.env).store);
      context.document({ schema: 1, keys });
      if (keys.length === 0) context.say(context.texts('cli:keys.none'));
      for (const { id, name, revokedAt } of keys) {
        const state =
          revokedAt === undefined
            ? ''
            : context.style.red(context.texts('cli:keys.revoked-at', { date: revokedAt.slice(0, 10) }));
        context.say(`${id.slice(0, 16)}  ${harmless(name)}  ${state}`.trimEnd());
      }
    });
}

function enrollCommand(context: CliContext): Command {
  return new Command('enroll')
    .description('accept releases signed by this key from now on')
    .argument('<public.pem>')
    .requiredOption('--name <name>', 'whose key it is')
    .addHelpText('after', example("enroll vendor.public.pem --name 'Example Vendor'"))
    .action(async (path: string, { name }: { name: string }) => {
      const { store, clock } = openWorkspace(context.io.env);
      const pem = new TextDecoder().decode(await readFileCapped(path, maxPemBytes));
      const { keys } = await changeKeyRing(store, (ring) => enrollKey(ring, pem, name, clock.now()));
      const id = keys.at(-1)?.id ?? '';
      context.document({ schema: 1, id, name });
      context.say(context.texts('cli:keys.enrolled', { name: harmless(name), id: id.slice(0, 16) }));
    });
}

function revokeCommand(context: CliContext): Command {
  return new Command('revoke')
    .description('accept nothing that this key signed, whenever it was signed')
    .argument('<id>', 'key id, or its first characters')
    .addHelpText('after', example('revoke 3f2a9c0d11e2b3a4'))
    .action(async (prefix: string) => {
      const { store, clock } = openWorkspace(context.io.env);
      let id = prefix;
      await changeKeyRing(store, (ring) => {
        const found = ring.keys.filter((key) => prefix.length >= 8 && key.id.startsWith(prefix));
        id = found.length === 1 ? (found[0]?.id ?? prefix) : prefix;
        return revokeKey(ring, id, clock.now());
      });
      context.document({ schema: 1, id });
      context.say(context.texts('cli:keys.revoked', { id: id.slice(0, 16) }));
    });
}

function generateCommand(context: CliContext): Command {
  return new Command('generate')
    .description('make a key pair for signing releases')
    .argument('<name>', 'writes <name>.private.pem and <name>.public.pem')
    .addHelpText('after', example('generate vendor'))
    .action(async (name: string) => {
      const { id, privateKeyPem, publicKeyPem } = await generateReleaseKey();
      const paths = { privatePath: `${name}.private.pem`, publicPath: `${name}.public.pem` };
      await writeNamedFile(paths.privatePath, privateKeyPem, { secret: true });
      await writeNamedFile(paths.publicPath, publicKeyPem);
      context.document({ schema: 1, id, ...paths });
      context.say(context.texts('cli:keys.generated', paths));
    });
}

function example(rest: string): string {
  return `\nExample:\n  unstrand keys ${rest}\n`;
}
