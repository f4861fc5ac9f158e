import type { AppDescriptor } from '../../core/formats/app-descriptor.ts';
import { type AppBehaviour, findAppBehaviour } from '../firmware/behaviour.ts';
import { openNvs } from './app-nvs.ts';
import { mountFatVolumes } from './app-wear-levelling.ts';
import type { BootFailure, BootingChip } from './booting-chip.ts';
import { idfAtLeast } from './idf.ts';
import type { LoadedApp } from './second-stage.ts';
import { confirmApp } from './slot-selection.ts';

/** Apps without a descriptor are of ESP-IDF v3.2 or older. */
const idfWithoutDescriptor = 'v3.2';

/**
 * Starts the app: what its ESP-IDF prints, then what project-built firmware says of its behaviour. Firmware that others
 * built prints its first lines, if it was built to print any, and no more. Undefined where it goes on running.
 */
export function startApp(chip: BootingChip, app: LoadedApp, browningOut: boolean): BootFailure | undefined {
  const { descriptor } = app.image;
  const code = Buffer.from(app.bytes.subarray(0, app.image.length));
  const behaviour = findAppBehaviour(code);
  chip.console.silent = behaviour === undefined && !code.includes('cpu_start');
  const startedAt = chip.console.nowMs;
  chip.console.log('I', 'cpu_start', 'Pro cpu up.');
  if (descriptor && idfAtLeast(descriptor.idfVersion, 3, 3)) printDescriptor(chip, descriptor);
  if (browningOut) return brownOut(chip);
  if (crashes(behaviour, app.bootloader.idfVersion)) return panic(chip);
  printStart(chip, descriptor?.idfVersion ?? idfWithoutDescriptor);
  if (behaviour) behave(chip, app, behaviour, startedAt);
  return undefined;
}

/** v3.3 to v5.2 print the descriptor under `cpu_start`, later ones under `app_init`; v5.2 shortened the digest. */
function printDescriptor({ console }: BootingChip, descriptor: AppDescriptor): void {
  const tag = idfAtLeast(descriptor.idfVersion, 5, 3) ? 'app_init' : 'cpu_start';
  const digestLength = idfAtLeast(descriptor.idfVersion, 5, 2) ? 9 : 16;
  console.log('I', tag, 'Application information:');
  if (descriptor.projectName !== '') console.log('I', tag, `Project name:     ${descriptor.projectName}`);
  if (descriptor.version !== '') console.log('I', tag, `App version:      ${descriptor.version}`);
  if (descriptor.date !== '') console.log('I', tag, `Compile time:     ${descriptor.date} ${descriptor.time}`);
  console.log('I', tag, `ELF file SHA256:  ${descriptor.elfSha256.slice(0, digestLength)}...`);
  console.log('I', tag, `ESP-IDF:          ${descriptor.idfVersion}`);
}

function printStart({ console, family }: BootingChip, idfVersion: string): void {
  if (family === 'ESP32') console.log('I', 'cpu_start', 'App cpu up.');
  console.log('I', 'heap_init', 'Initializing. RAM available for dynamic allocation:');
  console.log('I', 'cpu_start', 'Pro cpu start user code');
  if (idfAtLeast(idfVersion, 5, 1)) console.log('I', 'main_task', 'Calling app_main()');
  else console.log('I', 'cpu_start', 'Starting scheduler on PRO CPU.');
}

function behave(chip: BootingChip, app: LoadedApp, behaviour: AppBehaviour, startedAt: number): void {
  if (behaviour.nvs) openNvs(chip, app.partitions, behaviour.nvs);
  if (behaviour.wearLevelling) mountFatVolumes(chip, app.partitions, behaviour.wearLevelling);
  for (const { afterMs, level, tag, text } of behaviour.lines) {
    chip.console.waitUntil(startedAt + afterMs);
    chip.console.log(level, tag, text);
  }
  if (behaviour.confirms) confirmApp(chip, app.partitions, app.bootloader);
}

function crashes(behaviour: AppBehaviour | undefined, bootloaderVersion: string): boolean {
  return behaviour?.crashesUnder?.some((prefix) => bootloaderVersion.startsWith(prefix)) ?? false;
}

function panic({ console, family }: BootingChip): BootFailure {
  const cause = family === 'ESP32' ? 'LoadProhibited' : 'Load access fault';
  console.print(`Guru Meditation Error: Core  0 panic'ed (${cause}). Exception was unhandled.`);
  console.print('Rebooting...');
  return { ends: 'loop', cause: 'panic' };
}

/** The radio's first burst is more than the supply can give. */
function brownOut({ console }: BootingChip): BootFailure {
  console.print('');
  console.print('Brownout detector was triggered');
  console.print('');
  return { ends: 'loop', cause: 'brownout' };
}
