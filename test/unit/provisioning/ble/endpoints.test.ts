import { describe, expect, it } from 'vitest';
import {
  classifyAdvertisement,
  sortNearby,
} from '../../../../electron/core/provisioning/ble/classify-advertisement.ts';
import { endpointMap } from '../../../../electron/core/provisioning/ble/endpoint-map.ts';
import {
  characteristicUuid,
  findProvisioningService,
  provisioningServices,
} from '../../../../electron/core/provisioning/ble/provisioning-services.ts';
import { normaliseUuid, sigNumberOf } from '../../../../electron/core/provisioning/ble/uuid.ts';

const usual = '1775244d6b43439b877c060f2d9bed07';
const own = 'a0b1c2d3e4f50617283940516273849a';
const of = (service: string, ...shortIds: number[]) =>
  shortIds.map((shortId) => ({ uuid: characteristicUuid(service, shortId), name: undefined }));

describe('UUIDs', () => {
  it.each([
    ['1775244D-6B43-439B-877C-060F2D9BED07', usual],
    ['ff51', '0000ff5100001000800000805f9b34fb'],
    ['0000ff51-0000-1000-8000-00805f9b34fb', '0000ff5100001000800000805f9b34fb'],
    // Libraries leave out leading zeros.
    ['1', '0000000100001000800000805f9b34fb'],
  ])('%s is compared as %s', (text, expected) => {
    expect(normaliseUuid(text)).toBe(expected);
  });

  it.each(['', 'xyz', '123456789', 'f'.repeat(31), 'f'.repeat(33), 'f'.repeat(100_000)])('%.20s is none', (text) => {
    expect(normaliseUuid(text)).toBeUndefined();
  });

  it('knows the numbers of the SIG', () => {
    expect(sigNumberOf(normaliseUuid('2901') ?? '')).toBe(0x2901);
    expect(sigNumberOf(usual)).toBeUndefined();
  });

  it('puts the short id in digits 5 to 8', () => {
    expect(characteristicUuid(usual, 0xff51)).toBe('1775ff516b43439b877c060f2d9bed07');
    expect(characteristicUuid(provisioningServices[2] ?? '', 0xff53)).toBe('021aff5303824aeabff46b3f1c5adfb4');
  });
});

describe('provisioning service', () => {
  const battery = {
    uuid: normaliseUuid('180f') ?? '',
    characteristics: of('0000180f00001000800000805f9b34fb', 0x2a19),
  };

  it.each(provisioningServices)('is %s', (uuid) => {
    expect(findProvisioningService([battery, { uuid, characteristics: [] }])?.uuid).toBe(uuid);
  });

  it('is what the product says, or what looks like it', () => {
    const named = { uuid: own, characteristics: [] };
    expect(findProvisioningService([battery, named])).toBeUndefined();
    expect(findProvisioningService([battery, named], [own])).toBe(named);
    const alike = { uuid: own, characteristics: of(own, 0xff51, 0xff53) };
    expect(findProvisioningService([battery, alike])).toBe(alike);
    const described = {
      uuid: own,
      characteristics: ['prov-session', 'proto-ver'].map((name) => ({ uuid: name, name })),
    };
    expect(findProvisioningService([battery, described])).toBe(described);
  });
});

describe('endpoint map', () => {
  it('believes a user description before any table', () => {
    const [session, version] = of(usual, 0xff51, 0xff53);
    const swapped = [
      { uuid: session?.uuid ?? '', name: 'proto-ver' },
      { uuid: version?.uuid ?? '', name: 'prov-session' },
    ];
    expect(Object.fromEntries(endpointMap({ uuid: usual, characteristics: swapped }))).toEqual({
      'proto-ver': session?.uuid,
      'prov-session': version?.uuid,
    });
  });

  it('believes the first of two that claim a name', () => {
    const characteristics = of(usual, 0xff51, 0xff54).map(({ uuid }) => ({ uuid, name: 'prov-session' }));
    expect(endpointMap({ uuid: usual, characteristics }).get('prov-session')).toBe(characteristics[0]?.uuid);
  });

  it('takes short ids that the unit names, before those of the table, and only what is there', () => {
    const characteristics = of(usual, 0xff51, 0xff53, 0xff60);
    const map = endpointMap(
      { uuid: usual, characteristics },
      new Map([
        ['rcv-info', 0xff60],
        ['rcv-fw', 0xff61],
      ]),
    );
    expect(map.get('rcv-info')).toBe(characteristicUuid(usual, 0xff60));
    expect([...map.keys()].sort()).toEqual(['proto-ver', 'prov-session', 'rcv-info']);
  });
});

describe('units nearby', () => {
  const nothing = { serviceUuids: [], name: undefined };

  it.each([
    ['provisioning', { serviceUuids: [usual], name: undefined }],
    ['provisioning', { serviceUuids: [], name: 'PROV_A1B2C3' }],
    ['improv', { serviceUuids: [normaliseUuid('00467768-6228-2272-4663-277478268000') ?? ''], name: undefined }],
    ['improv', { serviceUuids: [normaliseUuid('4677') ?? ''], name: 'kitchen' }],
    ['ble-ota', { serviceUuids: [normaliseUuid('8018') ?? ''], name: undefined }],
    ['ble-ota', { serviceUuids: [normaliseUuid('1811') ?? ''], name: 'nimble-ble-ota' }],
    ['smp', { serviceUuids: [normaliseUuid('8d53dc1d-1db7-4cd3-868b-8a527460aa84') ?? ''], name: undefined }],
    ['other', { serviceUuids: [normaliseUuid('180f') ?? ''], name: 'headphones' }],
  ] as const)('are known for %s', (kind, advertisement) => {
    expect(classifyAdvertisement(advertisement)).toBe(kind);
  });

  it('are known by what the product says, and by nothing empty', () => {
    expect(classifyAdvertisement({ serviceUuids: [own], name: undefined }, { serviceUuids: [own] })).toBe(
      'provisioning',
    );
    expect(classifyAdvertisement({ serviceUuids: [], name: 'ACME-1' }, { namePrefixes: ['ACME-'] })).toBe(
      'provisioning',
    );
    expect(classifyAdvertisement(nothing, { namePrefixes: [''] })).toBe('other');
  });

  it('come with what can be recovered first, the nearest before others', () => {
    const advertise = (id: string, rssi: number, serviceUuids: readonly string[]) => ({
      id,
      rssi,
      serviceUuids,
      name: undefined,
      connectable: true,
    });
    const sorted = sortNearby([
      advertise('headphones', -30, []),
      advertise('far', -90, [usual]),
      advertise('near-b', -50, [usual]),
      advertise('near-a', -50, [usual]),
    ]);
    expect(sorted.map(({ id }) => id)).toEqual(['near-a', 'near-b', 'far', 'headphones']);
  });
});
