import { performance } from 'node:perf_hooks';
import { parseSoftApUrl } from '../../electron/adapters/softap/softap-address.ts';
import { softApTransport } from '../../electron/adapters/softap/softap-transport.ts';
import type { Clock } from '../../electron/core/interfaces/machine.ts';
import type { ProvisioningTransport } from '../../electron/core/interfaces/provisioning-transport.ts';
import { openSession } from '../../electron/core/provisioning/open-session.ts';
import { readDeviceInfo } from '../../electron/core/provisioning/recovery/info-client.ts';
import type { PushEvent } from '../../electron/core/provisioning/recovery/push-events.ts';
import { transferFirmware } from '../../electron/core/provisioning/recovery/push-firmware.ts';
import { leastSecurity } from '../../electron/core/provisioning/security-policy.ts';
import { serveSoftAp } from '../../electron/sim/links/softap-server.ts';
import { RecoveryUnit } from '../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { realTiming } from '../../electron/sim/timing.ts';
import {
  firmware,
  oldBuild,
  ownersKey,
  pop,
  product,
  signedManifest,
  twoSlotUnit,
} from '../sim/provisioning/recovery-bench.ts';
import { random } from '../unit/provisioning/bench.ts';
import { type Air, throughAir } from './paced-air.ts';

/** What pushing an image over one link came to. */
export interface RadioCase {
  readonly name: string;
  /** Bytes of the image that the unit took. */
  readonly imageLength: number;
  /** From the unit's consent to the last chunk's answer: its own check is left out. */
  readonly transferMs: number;
  /** What the half-duplex protocol allows on this link at most, bytes of image a second. */
  readonly limitBytesPerSecond: number;
  /** What PROTOCOLS §4.4 expects of 1.5 MB on such a link, seconds. */
  readonly estimate: { readonly least: number; readonly most: number };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** A unit that takes the time that flash takes, and checks nothing slowly. */
export function pacedUnit(maxData: number, maxMessage: number): RecoveryUnit {
  return new RecoveryUnit({
    unit: twoSlotUnit(),
    product,
    build: oldBuild,
    manifestKeys: [ownersKey.spki],
    security: 2,
    pop,
    username: 'wifiprov',
    random,
    now: () => performance.now(),
    timing: 'real',
    settings: { maxData, maxMessage },
  });
}

/**
 * Pushes an image of about 200 kB until so many bytes of it were taken, and times that: from the unit's consent to the last
 * chunk's answer.
 */
export async function timeTransfer(
  open: () => Promise<ProvisioningTransport>,
  bytes = Number.POSITIVE_INFINITY,
): Promise<{ ms: number; length: number }> {
  const image = firmware('2.0.0', 'ESP32', { files: [new Uint8Array(140_000)] });
  const reconnect = async () =>
    openSession(await open(), { credentials: { pop, username: 'wifiprov' }, policy: leastSecurity, random });
  const session = await reconnect();
  const device = await readDeviceInfo(session);
  await session.close();
  const enough = new AbortController();
  const seen = { begunMs: 0, endedMs: 0, length: 0 };
  const emit = (event: PushEvent): void => {
    if (event.type === 'transfer-begun') seen.begunMs = performance.now();
    if (event.type !== 'progress') return;
    seen.endedMs = performance.now();
    seen.length = event.queued;
    if (event.queued >= bytes) enough.abort();
  };
  const context = { reconnect, clock: systemClock, emit, signal: enough.signal };
  await transferFirmware({ image, signed: signedManifest(image), device }, context).catch((error: unknown) => {
    if (!enough.signal.aborted) throw error;
  });
  return { ms: seen.endedMs - seen.begunMs, length: seen.length };
}

const softApAir: Air = { bitsPerSecond: 5_000_000, latencyMs: 1 };
/** What a chunk's request and answer have around the bytes of the image: HTTP heads, protobuf, record tag. */
const softApOverhead = 500;

/** SoftAP of 5 Mbit/s in front of a flash of average speed. */
export async function runSoftApCase(): Promise<RadioCase> {
  const unit = pacedUnit(4032, 4096);
  const server = await serveSoftAp(unit, { random });
  const air = await throughAir(server.url, softApAir);
  try {
    const { ms, length } = await timeTransfer(async () =>
      softApTransport(parseSoftApUrl(air.url), { simulated: true }),
    );
    return {
      name: 'SoftAP 5 Mbit/s, erase 45 ms',
      imageLength: length,
      transferMs: ms,
      limitBytesPerSecond: softApLimit(),
      estimate: { least: 25, most: 40 },
    };
  } finally {
    await air.close();
    await server.close();
  }
}

/** The slower of air and flash: the unit erases and writes one sector while the next one arrives. */
function softApLimit(): number {
  const chunk = 4032;
  const airMs = ((chunk + softApOverhead) * 8000) / softApAir.bitsPerSecond + 2 * softApAir.latencyMs;
  const sectorMs = realTiming.eraseSectorMs + 16 * realTiming.programPageMs;
  return Math.min((chunk / airMs) * 1000, (4096 / sectorMs) * 1000);
}
