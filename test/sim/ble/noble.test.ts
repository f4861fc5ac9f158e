import { describe, expect, it, onTestFinished } from 'vitest';
import { hciSocketClass } from '../../../electron/sim/ble/hci-socket.ts';
import { ProvisioningPeripheral } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import type { VirtualControllerOptions } from '../../../electron/sim/ble/virtual-controller.ts';
import { VirtualRadio } from '../../../electron/sim/ble/virtual-radio.ts';
import { type FirmwareStyle, firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { bytesOf, echoUnit } from './echo-unit.ts';
import { askForMtu, connect, discover, exchange, nobleOver, scan } from './noble-bench.ts';

const address = '24:6f:28:aa:bb:09';

async function connected(style: FirmwareStyle, options: VirtualControllerOptions = {}) {
  const unit = echoUnit();
  const peripheral = new ProvisioningPeripheral({ unit, address, style });
  const radio = new VirtualRadio({ peripherals: [peripheral] });
  const noble = nobleOver(hciSocketClass(radio, options));
  const found = (await scan(noble, 1)).get(address);
  if (found === undefined) throw new Error('not heard');
  await connect(found);
  onTestFinished(() => found.disconnectAsync());
  return { unit, peripheral, found, endpoints: await discover(found) };
}

describe("noble's own HCI code against the virtual controller", () => {
  it('hears every unit with its name, service and strength', async () => {
    const radio = new VirtualRadio({
      peripherals: [
        new ProvisioningPeripheral({ unit: echoUnit(), address, rssi: -48 }),
        new ProvisioningPeripheral({
          unit: echoUnit(),
          address: 'f4:12:fa:00:00:01',
          addressType: 'random',
          name: 'Radio in the kitchen',
          rssi: -91,
          style: firmwareStyles['v3.2'],
        }),
      ],
    });
    const found = await scan(nobleOver(hciSocketClass(radio)), 2);
    expect(found.get(address)).toMatchObject({
      rssi: -48,
      addressType: 'public',
      connectable: true,
      advertisement: { localName: 'PROV_AABB09', serviceUuids: ['1775244d6b43439b877c060f2d9bed07'] },
    });
    // ESP-IDF v3.2 has its name in the advertisement, where eight letters are left for it.
    expect(found.get('f4:12:fa:00:00:01')).toMatchObject({
      rssi: -91,
      addressType: 'random',
      advertisement: { localName: 'Radio in', serviceUuids: ['0000ffff00001000800000805f9b34fb'] },
    });
  });

  it.each(Object.entries(firmwareStyles))('finds the endpoints of %s', async (_, style) => {
    const { endpoints, unit } = await connected(style);
    const has = [...endpoints.keys()];
    if (style.descriptors === 'none') expect(has).toEqual(['2a00', 'ff51', 'ff53', 'ff54', 'ff55']);
    else expect(has).toEqual(['2a00', ...unit.endpoints]);
    const session = endpoints.get('prov-session');
    if (session !== undefined) expect(session.uuid).toBe('1775ff516b43439b877c060f2d9bed07');
  });

  describe.each([27, 251])('with buffers of %i bytes', (aclLength) => {
    it.each([
      [23, 'min', 23],
      [185, 'min', 185],
      [256, 'own', 256],
      [500, 'min', 256],
      [23, 'own', 23],
      [185, 'own', 185],
    ] as const)('carries whole values at an MTU of %i that is answered as %s', async (mtu, mtuAnswer, agreed) => {
      const { endpoints, found, unit } = await connected({ ...firmwareStyles.current, mtu, mtuAnswer }, { aclLength });
      expect(found.mtu).toBe(agreed);
      for (const length of [1, 20, 22, 255, 256, 300, 512]) {
        const request = bytesOf(length, length);
        expect(await exchange(endpoints.get('echo'), request)).toEqual(new Uint8Array(request).reverse());
        expect(unit.requests.at(-1)).toEqual(request);
      }
    });
  });

  it.each([500, 517])('believes a unit that answers its own MTU of %i, and loses the rest of a value', async (mtu) => {
    const { endpoints, found } = await connected({ ...firmwareStyles.current, mtu, mtuAnswer: 'own' });
    expect(found.mtu).toBe(mtu);
    const answer = await exchange(endpoints.get('echo'), bytesOf(425));
    expect(answer).toEqual(bytesOf(425).reverse().slice(0, 255));
  });

  it.each([500, 517])('carries whole values there when it asks for 517', async (mtu) => {
    onTestFinished(askForMtu(517));
    const { endpoints } = await connected({ ...firmwareStyles.current, mtu, mtuAnswer: 'own' });
    for (const length of [425, 496, 512]) {
      expect(await exchange(endpoints.get('echo'), bytesOf(length))).toEqual(bytesOf(length).reverse());
    }
  });
});
