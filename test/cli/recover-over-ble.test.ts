import { createPublicKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256Hex } from '../../electron/core/bytes/digest.ts';
import type { Report } from '../../electron/core/engine/report.ts';
import { RecoveryError } from '../../electron/core/errors/recovery-error.ts';
import type { BleCentral } from '../../electron/core/interfaces/ble-central.ts';
import type { EndpointServer } from '../../electron/sim/provisioning/in-process-transport.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { firmware, pop, recoveryBench, runningVersion } from '../sim/provisioning/recovery-bench.ts';
import { enrolVendor, newStation, readText, signedRelease } from '../support/station.ts';

const endpoints = ['prov-session', 'proto-ver', 'rcv-info', 'rcv-fw'];
const uuidOf = (index: number) => `1775ff5${index}6b43439b877c060f2d9bed07`;

/** A central next to one unit: values of attributes go to and fro, and no radio carries them. */
function centralNextTo(unit: EndpointServer, name: string): BleCentral {
  const characteristics = endpoints.map((endpoint, index) => ({ uuid: uuidOf(index), name: endpoint }));
  const uuid = '1775244d6b43439b877c060f2d9bed07';
  return {
    simulated: true,
    state: async () => 'ready',
    scan: async (onAdvertisement, signal) => {
      onAdvertisement({ id: 'unit-1', name, rssi: -50, serviceUuids: [uuid], connectable: true });
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    connect: async (id) => {
      unit.resetLink();
      let answer = new Uint8Array();
      return {
        id,
        mtu: 517,
        services: [{ uuid, characteristics }],
        write: async (characteristic, value) => {
          const endpoint = characteristics.find((one) => one.uuid === characteristic)?.name ?? '';
          answer = new Uint8Array(
            await unit.handle(endpoint, value).catch((cause) => {
              throw new RecoveryError('ble.link-lost', {}, { cause });
            }),
          );
        },
        read: async () => answer,
        disconnect: async () => unit.resetLink(),
      };
    },
    close: async () => undefined,
  };
}

it('a unit is found by its QR code and recovered over Bluetooth, where its own Wi-Fi does not answer', async () => {
  const station = newStation();
  const key = await enrolVendor(station);
  const publicKey = createPublicKey(readText(`${station.path('vendor')}.public.pem`));
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
  const bench = recoveryBench({ manifestKeys: [spki], security: 2 });
  const image = firmware('2.0.0', 'ESP32');
  const { manifest } = seedRelease({ size: 'tiny' });
  const file = { file: 'esp32-app.bin', size: image.length, sha256: sha256Hex(image) };
  const app = { chip: 'ESP32', role: 'app', ...file, bootloaders: [], recovery: { build: 6 } } as const;
  const knownReleases = [{ version: '1.4.2', images: [], anchors: [] }];
  const files = new Map([[file.file, image]]);
  const path = await signedRelease(
    station,
    { manifest: { ...manifest, version: '2.0.0', images: [app], knownReleases }, files },
    key,
  );
  const radio = { central: centralNextTo(bench.unit, 'PROV_07') };

  const qr = JSON.stringify({ ver: 'v1', name: 'PROV_07', pop, username: 'wifiprov', transport: 'ble' });
  const facts = await station.runIn({ radio }, 'inspect', '--qr', qr, '--json');
  expect(JSON.parse(facts.stdout)).toMatchObject({ channel: 'ble', simulated: true });

  const both = ['--softap', 'http://127.0.0.1:1', '--ble', 'unit-1', '--username', 'wifiprov'];
  const job = await station.runIn(
    { radio, env: { UNSTRAND_POP: pop } },
    'recover',
    ...both,
    '--release',
    path,
    '--json',
  );
  const { report }: { report: Report } = JSON.parse(job.stdout);
  expect([job.exit, report.unitState, report.error]).toEqual([0, 'new-boots', undefined]);
  expect(runningVersion(bench)).toBe('2.0.0');
  expect((await station.run('records', 'verify')).exit).toBe(0);
});
