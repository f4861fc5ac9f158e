import { Command } from 'commander';
import { readFacts } from '../../host/read-facts.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { addJoinOptions, type JoinOptions, whileJoined, withJoinedAddress } from '../join.ts';
import { addKnownReleaseOptions, type KnownReleaseOptions, knownReleases } from '../releases.ts';
import { renderFacts } from '../render/facts.ts';
import { addSourceOptions, type SourceOptions, sourceOf } from '../source.ts';

type Options = SourceOptions & JoinOptions & KnownReleaseOptions;

export function inspectCommand(context: CliContext): Command {
  const command = new Command('inspect').description(
    'read-only: what runs on the unit, what it trusts, what could not be read',
  );
  return addKnownReleaseOptions(addJoinOptions(addSourceOptions(command)))
    .addHelpText('after', examples)
    .action(async (given: Options) => {
      const options = withJoinedAddress(given);
      const workspace = openWorkspace(context.io.env);
      const releases = await knownReleases(options, workspace);
      const readOptions = {
        releases: releases.map(({ manifest }) => manifest),
        signal: context.io.signal,
        onProgress: (done: number, total: number) =>
          context.progress.update(context.texts('cli:facts.reading'), done, total),
      };
      const facts = await whileJoined(options, context, workspace, async (localAddress) =>
        readFacts(await sourceOf(options, context, localAddress), readOptions, workspace),
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
  unstrand inspect --join PROV_A1B2C3 --pop abcd1234
`;
