import { describe, expect, it, onTestFinished } from 'vitest';
import { systemRandom } from '../../electron/adapters/machine.ts';
import type { BleAdvertisement, BleCentral, BleState } from '../../electron/core/interfaces/ble-central.ts';
import { findByName, findNearby } from '../../electron/host/channel/nearby.ts';
import { serveSoftAp } from '../../electron/sim/links/softap-server.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { recoveryBench } from '../sim/provisioning/recovery-bench.ts';
import { newStation } from '../support/station.ts';

const defaultService = '1775244d6b43439b877c060f2d9bed07';
const ownService = '0123456789abcdef0123456789abcdef';
const unused = 'http://127.0.0.1:1';
const { manifest } = seedRelease({ size: 'tiny' });
const releases = [
  { ...manifest, provisioning: { security: 1, patch: 0, proofOfPossession: true, serviceUuids: [ownService] } },
] as const;

function heard(id: string, change: Partial<BleAdvertisement> = {}): BleAdvertisement {
  return { id, name: undefined, rssi: -60, serviceUuids: [], connectable: true, ...change };
}

/** Bluetooth of a machine around which these advertise, again and again; the first of each without its scan response. */
function centralWith(around: readonly BleAdvertisement[], state: BleState = 'ready'): BleCentral {
  return {
    simulated: true,
    state: async () => state,
    scan: (onAdvertisement, signal) =>
      new Promise((resolve) => {
        for (const one of around) onAdvertisement({ ...one, name: undefined });
        const timer = setInterval(() => around.forEach(onAdvertisement), 5);
        signal.addEventListener('abort', () => {
          clearInterval(timer);
          resolve();
        });
      }),
    connect: () => Promise.reject(new Error('not connected here')),
    close: async () => undefined,
  };
}

const around = [
  heard('phone', { name: 'Phone', rssi: -30 }),
  heard('default', { name: 'PROV_\u001b[31m', rssi: -40, serviceUuids: [defaultService] }),
  heard('own', { name: 'SEED_07', rssi: -70, serviceUuids: [ownService] }),
];

describe('what is near', () => {
  const options = { releases, forMs: 60, softApUrl: unused, signal: new AbortController().signal };

  it('is listed with known products first, names harmless, and everything else counted', async () => {
    const { bluetooth, units, others } = await findNearby({ central: centralWith(around) }, options);
    expect(bluetooth).toBe('ready');
    expect(units).toMatchObject([
      { channel: 'ble', target: 'ble:own', name: 'SEED_07', rssi: -70, product: 'seed-radio' },
      { channel: 'ble', target: 'ble:default', rssi: -40, product: undefined },
    ]);
    expect(units[1]?.name).not.toContain('\u001b');
    expect(others).toBe(1);
  });

  it('is a unit that answers at the address of its own network', async () => {
    const server = await serveSoftAp(recoveryBench().unit, { random: systemRandom });
    onTestFinished(() => server.close());
    const central = centralWith([], 'no-adapter');
    expect(await findNearby({ central }, { ...options, softApUrl: server.url })).toEqual({
      bluetooth: 'no-adapter',
      units: [
        {
          channel: 'softap',
          target: `softap:${server.url}`,
          name: undefined,
          rssi: undefined,
          product: 'seed-radio',
          offersRecovery: true,
        },
      ],
      others: 0,
    });
  });

  it('is found by its name, or not', async () => {
    const { signal } = options;
    expect(await findByName({ central: centralWith(around) }, 'SEED_07', signal)).toMatchObject({ id: 'own' });
    const cut = findByName({ central: centralWith(around) }, 'SEED_07_A1', signal, 30);
    await expect(cut).rejects.toMatchObject({ code: 'ble.not-found' });
    const missing = findByName({ central: centralWith(around) }, 'SEED_08', signal, 30);
    await expect(missing).rejects.toMatchObject({ code: 'ble.not-found' });
  });
});

describe('nearby', () => {
  it('says how each unit is reached, and what keeps Bluetooth from being used', async () => {
    const station = newStation();
    const server = await serveSoftAp(recoveryBench().unit, { random: systemRandom });
    onTestFinished(() => server.close());
    const args = ['nearby', '--seconds', '1', '--softap', server.url];
    const found = await station.runIn({ radio: { central: centralWith(around) } }, ...args);
    expect([found.exit, found.stderr]).toEqual([0, '']);
    expect(found.stdout).toContain(`--softap ${server.url}`);
    expect(found.stdout).toContain('--ble default');
    expect(found.stdout).toContain('and 2 other Bluetooth devices');
    const off = await station.runIn(
      { radio: { central: centralWith([], 'off') } },
      ...args.slice(0, 3),
      '--softap',
      unused,
    );
    expect(off.stdout).toContain('switched off');
    expect(off.stdout).toContain('No unit answers');
  });
});
