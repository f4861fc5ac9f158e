import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startUnit } from '../../host/simulated-units.ts';
import { seed, seedFactoryOnly } from '../../sim/units/seed.ts';
import { foreignRelease, seedRelease, type UnsignedRelease } from '../../sim/units/seed-release.ts';
import { airU, nina } from '../../sim/units/third-party.ts';
import type { VirtualUnit } from '../../sim/virtual-unit.ts';

/** A stranded unit of the demonstration, and the release that its owner made for it. */
export interface DemoUnit {
  readonly name: string;
  readonly unit: VirtualUnit;
  readonly release: UnsignedRelease;
  /** NVS of the unit: what must be the same byte for byte afterwards. */
  readonly nvs: { readonly offset: number; readonly length: number };
  /** True where the table has one app: overwriting it has to be confirmed. */
  readonly onlySlot: boolean;
}

const nvsOffset = 0x9000;

/** The units that the project builds itself: the typical case, and the same firmware in a table with one app. */
export async function ownUnits(): Promise<DemoUnit[]> {
  const release = seedRelease();
  return [
    {
      name: 'seed',
      unit: startUnit(await seed(), 'instant'),
      release,
      nvs: { offset: nvsOffset, length: 0x4000 },
      onlySlot: false,
    },
    {
      name: 'seed-factory-only',
      unit: startUnit(await seedFactoryOnly(), 'instant'),
      release,
      nvs: { offset: nvsOffset, length: 0x6000 },
      onlySlot: true,
    },
  ];
}

/** Units with third-party firmware, where `corpus` holds it; it is never part of the project. */
export async function thirdPartyUnits(corpus: string): Promise<DemoUnit[]> {
  const app = join(corpus, 'app/airu_mqtt_ssl_201811.bin');
  const bootloader = join(corpus, 'bootloader/airu_bootloader_201811.bin');
  const merged = join(corpus, 'merged/nina_fw_201902_NINA_W102.bin');
  if (![app, bootloader, merged].every((path) => existsSync(path))) return [];
  return [
    {
      name: 'airu',
      unit: startUnit(await airU({ app, bootloader }), 'instant'),
      release: foreignRelease({ id: 'airu', identify: [{ kind: 'string', value: 'air.eng.utah.edu' }] }),
      nvs: { offset: nvsOffset, length: 0x4000 },
      onlySlot: false,
    },
    {
      name: 'nina',
      unit: startUnit(await nina(merged), 'instant'),
      release: foreignRelease({
        id: 'nina-w102',
        identify: [{ kind: 'project-name', value: 'nina-fw' }],
        trustPartition: 'certs',
      }),
      nvs: { offset: nvsOffset, length: 0x6000 },
      onlySlot: true,
    },
  ];
}
