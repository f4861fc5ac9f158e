import { type Command, Option } from 'commander';
import { usualSoftApUrl } from '../adapters/softap/softap-address.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import { parseQrPayload, type QrPayload } from '../core/provisioning/qr-payload.ts';
import type { ChannelAccess } from '../host/channel/channel-access.ts';
import { findByName } from '../host/channel/nearby.ts';
import type { Radio } from '../host/channel/radio.ts';
import { bleTarget, softApTarget } from '../host/channel/target.ts';
import type { CliContext } from './context.ts';

/** Options of every command that reaches a unit without a cable. */
export interface ChannelOptions {
  readonly ble?: string;
  readonly softap?: string;
  readonly qr?: string;
  readonly pop?: string;
  readonly username?: string;
  readonly allowDowngrade?: true;
}

/** `others`: options that name another source. */
export function addChannelOptions(command: Command, others: readonly string[] = ['port']): Command {
  const option = (flags: string, text: string) => new Option(flags, text).conflicts([...others]);
  return command
    .addOption(option('--softap <url>', `a unit whose own Wi-Fi you have joined, usually ${usualSoftApUrl}`))
    .addOption(
      option('--ble <id>', 'a unit in Bluetooth range, by its id in `unstrand nearby`; after --softap if both'),
    )
    .addOption(option('--qr <text>', 'what the QR code on that unit says: names the unit, and brings its code'))
    .option('--pop <code>', 'code from the label of that unit: proof of possession, or password (or UNSTRAND_POP)')
    .option('--username <name>', 'user name of that unit, where its security asks for one')
    .option('--allow-downgrade', 'I know that this unit offers less security than its product has; recorded');
}

/**
 * The unit without a cable that the options name; undefined where they name none. Throws `usage.bad-argument` for what means
 * something only there, and for a code that is none; `ble.*` where a code's unit has to be found first.
 */
export async function channelAccessOf(
  options: ChannelOptions,
  { io, radio }: Pick<CliContext, 'io' | 'radio'>,
): Promise<ChannelAccess | undefined> {
  const qr = options.qr === undefined ? undefined : payloadOf(options.qr);
  const given = [
    ...(options.softap === undefined ? [] : [softApTarget(options.softap)]),
    ...(options.ble === undefined ? [] : [bleTarget(options.ble)]),
  ];
  const [first, ...others] = given.length > 0 || qr === undefined ? given : [await targetOfCode(qr)];
  if (first === undefined) {
    refuseLoose(options);
    return undefined;
  }
  return {
    targets: [first, ...others],
    credentials: {
      pop: options.pop ?? qr?.pop ?? io.env.UNSTRAND_POP,
      username: options.username ?? qr?.username,
    },
    allowsDowngrade: options.allowDowngrade === true,
  };

  async function targetOfCode({ transport, name }: QrPayload): Promise<string> {
    if (transport === 'softap') return softApTarget(usualSoftApUrl);
    return bleTarget((await findByName(radio(), name, io.signal)).id);
  }
}

/** The radios of this machine, with SoftAP bound to the adapter that is in the unit's network. */
export function radioAt({ radio }: Pick<CliContext, 'radio'>, localAddress: string | undefined): Radio {
  const { central, softAp } = radio();
  return { central, softAp: localAddress === undefined ? softAp : { ...softAp, localAddress } };
}

/** Nothing of the code is repeated: it holds a secret. */
function payloadOf(text: string): QrPayload {
  const payload = parseQrPayload(text);
  if (payload.ok) return payload.value;
  throw new RecoveryError('usage.bad-argument', { detail: `--qr (${payload.problem.code})` });
}

function refuseLoose(options: ChannelOptions): void {
  const loose = (['pop', 'username', 'allowDowngrade'] as const).find((name) => options[name] !== undefined);
  if (loose === undefined) return;
  const flag = loose === 'allowDowngrade' ? 'allow-downgrade' : loose;
  throw new RecoveryError('usage.bad-argument', { detail: `--${flag} without --softap or --ble` });
}
