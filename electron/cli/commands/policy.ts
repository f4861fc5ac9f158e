import { Command } from 'commander';
import { maxPolicyBytes } from '../../core/batch/policy-schema.ts';
import { signPolicy } from '../../core/batch/sign-policy.ts';
import { readPolicy, signaturePath } from '../../host/batch/read-policy.ts';
import { readFileCapped } from '../../host/read-file.ts';
import { openWorkspace } from '../../host/workspace.ts';
import { writeNamedFile } from '../../host/write-file.ts';
import type { CliContext } from '../context.ts';
import { harmless } from '../style.ts';

const maxPemBytes = 64 << 10;

export function policyCommand(context: CliContext): Command {
  return new Command('policy')
    .description('what a batch may do without asking, signed like a release')
    .addCommand(signCommand(context))
    .addCommand(verifyCommand(context))
    .addHelpText('after', example);
}

function signCommand(context: CliContext): Command {
  return new Command('sign')
    .description('sign a policy; the signature is written beside it')
    .argument('<policy.json>')
    .requiredOption('--key <private.pem>', 'private key that `keys generate` made')
    .addHelpText('after', '\nExample:\n  unstrand policy sign spring.json --key vendor.private.pem\n')
    .action(async (path: string, { key }: { key: string }) => {
      const pem = new TextDecoder().decode(await readFileCapped(key, maxPemBytes));
      const output = signaturePath(path);
      await writeNamedFile(output, await signPolicy(await readFileCapped(path, maxPolicyBytes), pem));
      context.document({ schema: 1, path: output });
      context.say(context.texts('cli:release.packed', { path: output }));
    });
}

function verifyCommand(context: CliContext): Command {
  return new Command('verify')
    .description('check a policy: signature, key, content, validity')
    .argument('<policy.json>')
    .addHelpText('after', '\nExample:\n  unstrand policy verify spring.json\n')
    .action(async (path: string) => {
      const { policy, sha256, signedBy } = await readPolicy(path, openWorkspace(context.io.env));
      context.document({ schema: 1, policy, sha256, signedBy });
      const params = {
        name: harmless(policy.name),
        product: policy.product,
        date: policy.validUntil.slice(0, 10),
        allow: policy.allow.join(', ') || context.texts('cli:none'),
        key: signedBy,
      };
      context.say(`${context.style.green('✓')} ${context.texts('cli:policy.valid', params)}`);
    });
}

const example = `
A policy is JSON:
  {
    "kind": "unstrand-batch-policy", "format": 1, "name": "Spring campaign", "product": "radio",
    "releases": [{ "version": "2.0.0" }],
    "allow": ["overwrites-only-slot", "replaces-trust-store"],
    "validFrom": "2026-03-01T00:00:00Z", "validUntil": "2026-06-01T00:00:00Z",
    "fullBackup": true, "maxParallel": 16
  }

Example:
  unstrand policy sign spring.json --key vendor.private.pem
`;
