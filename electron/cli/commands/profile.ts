import { Command } from 'commander';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { packProfile } from '../../core/profile/pack-profile.ts';
import { maxPhotoLength } from '../../core/profile/photo.ts';
import type { Profile } from '../../core/profile/profile.ts';
import { loadKeyRing } from '../../host/key-ring.ts';
import { readProfile } from '../../host/profile-file.ts';
import { readFileCapped } from '../../host/read-file.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';
import { harmless } from '../style.ts';

interface PackOptions {
  readonly output: string;
  readonly key: string;
  readonly vendor: string;
  readonly productId: string;
  readonly productName?: string;
  readonly release?: string;
  readonly releaseKey: readonly string[];
  readonly buttonPhoto?: string;
  readonly socketPhoto?: string;
  readonly contact?: string;
}

const maxPackageBytes = 64 << 20;
const maxPemBytes = 64 << 10;

export function profileCommand(context: CliContext): Command {
  return new Command('profile')
    .description('one signed file with all that a customer needs for one product')
    .addCommand(packCommand(context))
    .addCommand(verifyCommand(context))
    .addHelpText('after', verifyExample);
}

function packCommand(context: CliContext): Command {
  return new Command('pack')
    .description('make and sign a product profile')
    .requiredOption('-o, --output <file>', 'profile to write, *.unstrand-profile')
    .requiredOption('--key <private.pem>', 'private key that `keys generate` made')
    .requiredOption('--vendor <name>', 'who vouches for it')
    .requiredOption('--product-id <id>', 'id of the product, as in its releases')
    .option('--product-name <name>', 'name of the product (default: its id)')
    .option('--release <package>', 'signed release to carry')
    .option('--release-key <name=public.pem>', 'another key that signs releases; may be repeated', collect, [])
    .option('--button-photo <file>', 'where its boot button is: PNG, JPEG or WebP')
    .option('--socket-photo <file>', 'where its socket is')
    .option('--contact <text>', 'whom its users call or write to')
    .addHelpText('after', packExample)
    .action((options: PackOptions) => pack(context, options));
}

async function pack(context: CliContext, options: PackOptions): Promise<void> {
  const { output, key, vendor, productId, productName = productId, contact } = options;
  const { clock } = openWorkspace(context.io.env);
  const parts = {
    vendor,
    product: { id: productId, name: productName },
    now: clock.now(),
    keys: await Promise.all(options.releaseKey.map(readNamedKey)),
    release: await readOptional(options.release, maxPackageBytes),
    photos: {
      button: await readOptional(options.buttonPhoto, maxPhotoLength),
      socket: await readOptional(options.socketPhoto, maxPhotoLength),
    },
    supportContact: contact,
  };
  const { zip, profile } = await packProfile(parts, await readText(key));
  await writeNamedFile(output, zip);
  context.document({ schema: 1, path: output, ...describe(profile) });
  const params = { path: output, product: harmless(productName), key: profile.signer.id };
  context.say(context.texts('cli:profile.packed', params));
}

function verifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('check a product profile: signature, files, photos, release')
    .argument('<profile>')
    .addHelpText('after', verifyExample)
    .action(async (path: string) => {
      const workspace = openWorkspace(context.io.env);
      const profile = await readProfile(path, workspace);
      const { keys } = await loadKeyRing(workspace.store);
      const known = profile.keys.every(({ id }) => keys.some((key) => key.id === id));
      context.document({ schema: 1, ...describe(profile), known });
      const { vendor, product } = profile.manifest;
      const params = { product: harmless(product.name), vendor: harmless(vendor), key: profile.signer.id };
      context.say(`${context.style.green('✓')} ${context.texts('cli:profile.valid', params)}`);
      const release = profile.release?.content.manifest;
      if (release !== undefined) {
        const { version, build } = release;
        const params = { version: harmless(version), build: harmless(build) };
        context.say(`  ${context.texts('cli:profile.release', params)}`);
      }
      context.say(`  ${context.texts(known ? 'cli:profile.known' : 'cli:profile.unknown')}`);
    });
}

function describe({ manifest, manifestSha256, signer, keys, release }: Profile) {
  return {
    manifest,
    manifestSha256,
    signedBy: signer.id,
    keys: keys.map(({ id, name }) => ({ id, name })),
    release: release?.content.manifestSha256,
  };
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** `NAME=FILE`; the name may hold any character but `=`. */
async function readNamedKey(text: string): Promise<{ readonly name: string; readonly pem: string }> {
  const at = text.indexOf('=');
  if (at < 1) throw new RecoveryError('usage.bad-argument', { detail: '--release-key NAME=FILE' });
  return { name: text.slice(0, at), pem: await readText(text.slice(at + 1)) };
}

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readFileCapped(path, maxPemBytes));
}

async function readOptional(path: string | undefined, maxBytes: number): Promise<Uint8Array | undefined> {
  return path === undefined ? undefined : readFileCapped(path, maxBytes);
}

const packExample = `
Example:
  unstrand profile pack --key vendor.private.pem --vendor 'Example Vendor' --product-id radio \\
    --release fix.unstrand --button-photo button.jpg --contact help@example.com -o radio.unstrand-profile
`;

const verifyExample = `
Example:
  unstrand profile verify radio.unstrand-profile
`;
