import { Command } from 'commander';
import { readFacts } from '../../host/read-facts.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { addKnownReleaseOptions, type KnownReleaseOptions, knownReleases } from '../releases.ts';
import { renderFacts } from '../render/facts.ts';
import { addSourceOptions, type SourceOptions, sourceOf } from '../source.ts';

type Options = SourceOptions & KnownReleaseOptions;

export function inspectCommand(context: CliContext): Command {
  const command = new Command('inspect').description(
    'read-only: what runs on the unit, what it trusts, what could not be read',
  );
  return addKnownReleaseOptions(addSourceOptions(command))
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      const workspace = openWorkspace(context.io.env);
      const releases = await knownReleases(options, workspace);
      const facts = await readFacts(
        await sourceOf(options, context),
        {
          releases: releases.map(({ manifest }) => manifest),
          signal: context.io.signal,
          onProgress: (done, total) => context.progress.update(context.texts('cli:facts.reading'), done, total),
        },
        workspace,
      );
      context.document(facts);
      context.say(renderFacts(facts, context.texts, context.style));
    });
}

const examples = `
Examples:
  unstrand inspect --port /dev/ttyUSB0
  unstrand inspect --port rfc2217://10.0.0.5:4000 --release fix.unstrand --json > facts.json
  unstrand inspect --image dump.bin
  unstrand inspect --softap http://192.168.4.1 --pop abcd1234
`;
