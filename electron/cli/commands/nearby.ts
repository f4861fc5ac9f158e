import { Command } from 'commander';
import { usualSoftApUrl } from '../../adapters/softap/softap-address.ts';
import { findNearby } from '../../host/channel/nearby.ts';
import { openWorkspace } from '../../host/workspace.ts';
import type { CliContext } from '../context.ts';
import { wholeNumber } from '../options.ts';
import { addKnownReleaseOptions, type KnownReleaseOptions, knownReleases } from '../releases.ts';
import { renderNearby } from '../render/nearby.ts';

type Options = KnownReleaseOptions & { readonly seconds: number; readonly softap: string };

export function nearbyCommand(context: CliContext): Command {
  const command = new Command('nearby').description(
    'list units that can be reached without a cable: Bluetooth, own Wi-Fi',
  );
  return addKnownReleaseOptions(command)
    .option('--seconds <number>', 'how long to listen', wholeNumber(1, 120), 6)
    .option('--softap <url>', 'where to ask for a unit whose own Wi-Fi you have joined', usualSoftApUrl)
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      const releases = await knownReleases(options, openWorkspace(context.io.env));
      const nearby = await findNearby(context.radio(), {
        releases: releases.map(({ manifest }) => manifest),
        forMs: options.seconds * 1000,
        softApUrl: options.softap,
        signal: context.io.signal,
      });
      context.document({ schema: 1, ...nearby });
      context.say(renderNearby(nearby, context.texts, context.style));
    });
}

const examples = `
Examples:
  unstrand nearby --release fix.unstrand
  unstrand nearby --seconds 20 --json
`;
