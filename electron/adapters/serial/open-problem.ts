import type { ErrorCode } from '../../core/errors/catalogue.ts';

/** Why a serial port does not open. */
export type OpenProblem = Extract<
  ErrorCode,
  'port.no-driver' | 'port.no-permission' | 'port.busy' | 'port.gone' | 'port.open-failed'
>;

type Rules = readonly (readonly [OpenProblem, RegExp])[];

/** The texts of `strerror` and their names. A lock that another program holds is EAGAIN (`flock`). */
const unixRules: Rules = [
  [
    'port.busy',
    /cannot lock port|resource busy|device or resource busy|resource temporarily unavailable|\bEBUSY\b|\bEAGAIN\b/i,
  ],
  ['port.no-permission', /permission denied|operation not permitted|\bEACCES\b|\bEPERM\b/i],
  ['port.gone', /no such file or directory|\bENOENT\b/i],
  // A node without hardware or driver behind it: `ttyS9`, a module that is not loaded.
  ['port.no-driver', /no such device|operation not supported by device|\bENODEV\b/i],
];

/** macOS says ENXIO of a port whose adapter has just been pulled; Linux says it of a node that nothing serves. */
const linuxRules: Rules = [...unixRules, ['port.no-driver', /\bENXIO\b/]];
const darwinRules: Rules = [['port.gone', /device not configured|\bENXIO\b/i], ...unixRules];

/**
 * Texts of the serialport library on Windows and Win32 numbers: 2 and 3 not found, 5 denied, which is what a port that
 * is open elsewhere gives, 31 the device does not function (driver that refuses a clone), 32 sharing violation,
 * 433 and 1167 no such device, 1168 not found.
 */
const windowsRules: Rules = [
  ['port.busy', /access denied|error code (5|32)\b/i],
  ['port.gone', /file not found|error code (2|3|433|1167|1168)\b/i],
  ['port.no-driver', /error code (31|50|1247|1784)\b/i],
];

/** Tells an open problem from what the system says. `path` may stand in the message and is not read as a cause. */
export function describeOpenProblem(message: string, path: string, platform: NodeJS.Platform): OpenProblem {
  const said = path === '' ? message : message.replaceAll(path, '');
  const rules = platform === 'win32' ? windowsRules : platform === 'darwin' ? darwinRules : linuxRules;
  return rules.find(([, pattern]) => pattern.test(said))?.[0] ?? 'port.open-failed';
}
