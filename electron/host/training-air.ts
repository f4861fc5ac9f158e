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
import type { RadioUnit } from '../sim/training/radio-unit.ts';
import { radioUnits } from '../sim/training/radio-units.ts';
import { UnitInReach } from '../sim/training/unit-in-reach.ts';
import { virtualBleRadio } from '../sim/training/virtual-air.ts';
import { softApTarget } from './channel/target.ts';

export interface AirOptions {
  readonly pace: 'real' | 'instant';
  readonly size: AppSize;
  /** Key whose releases the units take, PEM. */
  readonly publicKeyPem: () => Promise<string>;
}

/** The units without a cable of training: made with the first look, since most lessons need none of them. */
export interface VirtualAir {
  /** Every unit, in reach or not. */
  readonly units: readonly RadioUnit[];
  readonly central: BleCentral;
  /** All are in reach until they are carried away. */
  isInReach(id: string): boolean;
  /** Carries a unit away, whatever is going on, or brings it back with the flash that it has. */
  setInReach(id: string, isInReach: boolean): void;
  /**
   * Calls the listener with every network that a unit in reach opens, and where the unit answers on this machine, once
   * somebody looks and whenever that changes.
   */
  watch(listener: (networks: readonly NearbyEntity[]) => void): Unsubscribe;
  close(): Promise<void>;
}

interface AirUnit {
  readonly lesson: RadioUnit;
  readonly unit: UnitInReach;
}

interface Network extends AirUnit {
  readonly server: DeviceServer;
}

interface Air {
  readonly central: BleCentral;
  readonly units: readonly AirUnit[];
  readonly networks: readonly Network[];
}

/** Units that advertise over Bluetooth open a network as well, as far as they can be recovered: a transfer can go over to it. */
export function virtualAir(options: AirOptions): VirtualAir {
  let made: Promise<Air> | undefined;
  const away = new Set<string>();
  const listeners = new Set<(networks: readonly NearbyEntity[]) => void>();
  const place = ({ units, networks }: Air) => {
    for (const { lesson, unit } of units) unit.isInReach = !away.has(lesson.id);
    const open = networks.filter(({ unit }) => unit.isInReach).map(networkEntity);
    for (const listener of listeners) listener(open);
  };
  const air = () => {
    made ??= makeAir(options).then((ready) => {
      place(ready);
      return ready;
    });
    return made;
  };
  return {
    units: radioUnits,
    isInReach: (id) => !away.has(id),
    setInReach(id, isInReach) {
      if (isInReach) away.delete(id);
      else away.add(id);
      // What keeps the air from being made is told to whoever looks.
      void made?.then(place, () => undefined);
    },
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
      const { central, networks } = await made;
      await central.close();
      await Promise.all(networks.map(({ server }) => server.close()));
    },
  };
}

async function makeAir({ pace, size, publicKeyPem }: AirOptions): Promise<Air> {
  const manifestKeys = [decodeKeyPem('PUBLIC KEY', await publicKeyPem())];
  const now = () => systemClock.monotonicMs();
  const units = await Promise.all(
    radioUnits.map(async (lesson) => ({
      lesson,
      unit: new UnitInReach(await lesson.make({ size, manifestKeys, random: systemRandom, pace, now }), true),
    })),
  );
  const central = createNobleCentral({ hciSocket: hciSocketClass(virtualBleRadio(units, pace)) });
  const networks = await Promise.all(
    units
      .filter(({ lesson }) => lesson.hasRecovery)
      .map(async ({ lesson, unit }) => {
        const { httpSession } = lesson.style;
        return { lesson, unit, server: await serveSoftAp(unit, { random: systemRandom, httpSession }) };
      }),
  );
  return { central, units, networks };
}

function networkEntity({ lesson: { name, rssi }, server }: Network): NearbyEntity {
  return { id: softApTarget(server.url), channel: 'softap', name, rssi, kind: 'provisioning', simulated: true };
}
