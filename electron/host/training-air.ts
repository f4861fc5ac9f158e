import { createNobleCentral } from '../adapters/ble/noble-central.ts';
import { systemClock, systemRandom } from '../adapters/machine.ts';
import type { NearbyEntity } from '../contract/state.ts';
import type { BleCentral } from '../core/interfaces/ble-central.ts';
import type { Unsubscribe } from '../core/interfaces/serial-link.ts';
import { decodeKeyPem } from '../core/release/key-pem.ts';
import { hciSocketClass } from '../sim/ble/hci-socket.ts';
import type { AppSize } from '../sim/firmware/app.ts';
import type { DeviceServer } from '../sim/links/device-server.ts';
import { serveSoftAp } from '../sim/links/softap-server.ts';
import { radioUnits } from '../sim/training/radio-units.ts';
import { type MadeRadioUnit, virtualBleRadio } from '../sim/training/virtual-air.ts';
import { softApTarget } from './channel/target.ts';

export interface AirOptions {
  readonly pace: 'real' | 'instant';
  readonly size: AppSize;
  /** Key whose releases the units take, PEM. */
  readonly publicKeyPem: () => Promise<string>;
}

/** The units without a cable of training: made with the first look, since most lessons need none of them. */
export interface VirtualAir {
  readonly central: BleCentral;
  /** Calls the listener with every network that a unit opens, and where the unit answers on this machine, once somebody looks. */
  watch(listener: (networks: readonly NearbyEntity[]) => void): Unsubscribe;
  close(): Promise<void>;
}

interface Air {
  readonly central: BleCentral;
  readonly networks: readonly NearbyEntity[];
  readonly servers: readonly DeviceServer[];
}

/** Units that advertise over Bluetooth open a network as well, as far as they can be recovered: a transfer can go over to it. */
export function virtualAir(options: AirOptions): VirtualAir {
  let made: Promise<Air> | undefined;
  const listeners = new Set<(networks: readonly NearbyEntity[]) => void>();
  const air = () => {
    made ??= makeAir(options).then((ready) => {
      for (const listener of listeners) listener(ready.networks);
      return ready;
    });
    return made;
  };
  return {
    central: {
      simulated: true,
      state: async () => (await air()).central.state(),
      scan: async (listener, signal) => (await air()).central.scan(listener, signal),
      connect: async (id, signal) => (await air()).central.connect(id, signal),
      close: async () => (await made)?.central.close(),
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      listeners.clear();
      if (made === undefined) return;
      const { central, servers } = await made;
      await central.close();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

async function makeAir({ pace, size, publicKeyPem }: AirOptions): Promise<Air> {
  const manifestKeys = [decodeKeyPem('PUBLIC KEY', await publicKeyPem())];
  const now = () => systemClock.monotonicMs();
  const units = await Promise.all(
    radioUnits.map(async (lesson) => ({
      lesson,
      unit: await lesson.make({ size, manifestKeys, random: systemRandom, pace, now }),
    })),
  );
  const central = createNobleCentral({ hciSocket: hciSocketClass(virtualBleRadio(units, pace)) });
  const open = units.filter(({ lesson }) => lesson.hasRecovery);
  const servers = await Promise.all(
    open.map(({ lesson, unit }) => serveSoftAp(unit, { random: systemRandom, httpSession: lesson.style.httpSession })),
  );
  const networks = open.map((each, index) => networkOf(each, servers[index]?.url ?? ''));
  return { central, networks, servers };
}

function networkOf({ lesson: { name, rssi } }: MadeRadioUnit, url: string): NearbyEntity {
  return { id: softApTarget(url), channel: 'softap', name, rssi, kind: 'provisioning', simulated: true };
}
