import { systemClock, systemRandom } from '../../adapters/machine.ts';
import { decodeKeyPem } from '../../core/release/key-pem.ts';
import { readFileCapped } from '../../host/read-file.ts';
import type { DeviceServer } from '../../sim/links/device-server.ts';
import { serveHci } from '../../sim/links/hci-server.ts';
import { serveSoftAp } from '../../sim/links/softap-server.ts';
import type { RadioUnit } from '../../sim/training/radio-unit.ts';
import { findRadioUnit, radioUnits } from '../../sim/training/radio-units.ts';
import { virtualBleRadio } from '../../sim/training/virtual-air.ts';

export interface RadioOptions {
  readonly port: number;
  readonly pace: 'real' | 'instant';
  /** Files with public keys whose releases the unit takes. */
  readonly acceptKey?: readonly string[];
}

const maxKeyBytes = 0x4000;

/** The lesson that is reached in this way, by its id or by that of the unit it is about; undefined for links with a cable. */
export function radioUnitNamed(name: string, link: string | undefined): RadioUnit | undefined {
  const lesson = findRadioUnit(name) ?? radioUnits.find(({ id }) => id === `${link}-${name}`);
  return link === undefined || lesson?.link === link ? lesson : undefined;
}

/** Starts the unit and serves it. Throws `port.*`, `file.*` and `key.unreadable`. */
export async function serveRadioUnit(lesson: RadioUnit, options: RadioOptions): Promise<DeviceServer> {
  const { pace, port, acceptKey = [] } = options;
  const random = systemRandom;
  const manifestKeys = await Promise.all(acceptKey.map(readKey));
  const now = () => systemClock.monotonicMs();
  const unit = await lesson.make({ size: 'real', manifestKeys, random, pace, now });
  const listen = { host: '127.0.0.1', port };
  if (lesson.link === 'ble') return serveHci(virtualBleRadio([{ lesson, unit }], pace), listen);
  return serveSoftAp(unit, { ...listen, random, httpSession: lesson.style.httpSession });
}

async function readKey(path: string): Promise<Uint8Array> {
  return decodeKeyPem('PUBLIC KEY', new TextDecoder().decode(await readFileCapped(path, maxKeyBytes)));
}
