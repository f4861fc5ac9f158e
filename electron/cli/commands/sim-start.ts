import { once } from 'node:events';
import { Command, Option } from 'commander';
import { RecoveryError } from '../../core/errors/recovery-error.ts';
import { startTrainingUnit, trainingUnitNamed } from '../../host/simulated-units.ts';
import type { DeviceServer } from '../../sim/links/device-server.ts';
import { servePty } from '../../sim/links/pty.ts';
import { serveRfc2217 } from '../../sim/links/rfc2217-server.ts';
import { serveTcp } from '../../sim/links/tcp-server.ts';
import { openRefusal } from '../../sim/training/training-link.ts';
import type { VirtualUnit } from '../../sim/virtual-unit.ts';
import type { CliContext } from '../context.ts';
import { wholeNumber } from '../options.ts';
import { radioUnitNamed, serveRadioUnit } from './sim-radio.ts';

interface Options {
  readonly link?: 'rfc2217' | 'tcp' | 'pty' | 'ble' | 'softap';
  readonly port: number;
  readonly pace: 'real' | 'instant';
  readonly holdButton?: true;
  readonly acceptKey?: readonly string[];
}

export function simStartCommand(context: CliContext): Command {
  return new Command('start')
    .description('start a simulated unit that this and other programs can connect to')
    .argument('[unit]', 'a unit of `unstrand sim list`', 'seed')
    .addOption(
      new Option(
        '--link <kind>',
        'how to reach it; without it as the unit asks, by rfc2217 where there is a cable',
      ).choices([...['rfc2217', 'tcp', 'pty', 'ble', 'softap']]),
    )
    .option('--port <number>', 'TCP port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 0)
    .addOption(
      new Option('--pace <pace>', 'like a board, or as fast as this machine')
        .choices(['real', 'instant'])
        .default('real'),
    )
    .option('--hold-button', 'hold its boot button all the time')
    .option('--accept-key <file...>', 'public keys whose releases a unit without a cable takes')
    .addHelpText('after', examples)
    .action((name: string, options: Options) => serve(context, name, options));
}

/** Throws `port.*` for a lesson in which no port can be opened. */
async function serve(context: CliContext, name: string, options: Options): Promise<void> {
  const radioLesson = radioUnitNamed(name, options.link);
  if (radioLesson !== undefined) {
    const server = await serveRadioUnit(radioLesson, options);
    const { id, credentials } = radioLesson;
    context.document({ schema: 1, unit: id, url: server.url, ...credentials });
    context.say(context.texts('cli:sim.ready', { unit: id, url: server.url }));
    context.say(context.texts('cli:sim.label', credentials));
    return untilStopped(context, server);
  }
  if (options.link === 'ble' || options.link === 'softap') throw noSuchUnit(name);
  const lesson = trainingUnitNamed(name);
  const refusal = openRefusal(lesson.listing, `sim:${name}`);
  if (refusal !== undefined) throw refusal;
  const unit = await startTrainingUnit(lesson, options.pace);
  if (options.holdButton) unit.setBootButton(true);
  const server = await serveUnit(unit, options);
  context.document({ schema: 1, unit: name, url: server.url });
  context.say(context.texts('cli:sim.ready', { unit: name, url: server.url }));
  return untilStopped(context, server);
}

async function untilStopped(context: CliContext, server: DeviceServer): Promise<void> {
  context.say(context.style.dim(context.texts('cli:sim.stop')));
  if (!context.io.signal.aborted) await once(context.io.signal, 'abort');
  await server.close();
}

function noSuchUnit(name: string): RecoveryError {
  return new RecoveryError('port.not-found', { port: `sim:${name}` });
}

function serveUnit(unit: VirtualUnit, { link = 'rfc2217', port }: Options): Promise<DeviceServer> {
  if (link !== 'rfc2217') enterDownloadMode(unit);
  if (link === 'pty') return servePty(unit);
  const options = { host: '127.0.0.1', port };
  return link === 'tcp' ? serveTcp(unit, options) : serveRfc2217(unit, options);
}

/** Links without modem lines leave the buttons to a person: BOOT held while RESET is pressed. */
function enterDownloadMode(unit: VirtualUnit): void {
  unit.setBootButton(true);
  unit.pressReset();
}

const examples = `
The unit listens on this machine only and lives until Ctrl-C.

Examples:
  unstrand sim start seed
  unstrand inspect --port rfc2217://127.0.0.1:PORT
  esptool --port rfc2217://127.0.0.1:PORT flash-id
  unstrand sim start seed --link softap
  unstrand inspect --softap http://127.0.0.1:PORT --pop abcd1234

With --link ble it is a Bluetooth controller with the unit in reach, in H4 framing: for hosts that open
tcp-client:127.0.0.1:PORT, as Bumble does.
`;
