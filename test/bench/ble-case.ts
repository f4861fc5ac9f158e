import { createNobleCentral } from '../../electron/adapters/ble/noble-central.ts';
import { gattTransport } from '../../electron/core/provisioning/ble/gatt-transport.ts';
import { hciSocketClass } from '../../electron/sim/ble/hci-socket.ts';
import type { LinkPacing } from '../../electron/sim/ble/link-pacing.ts';
import { ProvisioningPeripheral } from '../../electron/sim/ble/provisioning-peripheral.ts';
import { VirtualRadio } from '../../electron/sim/ble/virtual-radio.ts';
import { firmwareStyles } from '../../electron/sim/provisioning/firmware-style.ts';
import { idOf } from '../sim/ble/id-of.ts';
import { pacedUnit, type RadioCase, timeTransfer } from './radio-cases.ts';

/** A BLE link: how often the two sides meet, how much they exchange then, and the MTU that the unit answers. */
export interface BleLinkModel extends LinkPacing {
  readonly mtu: number;
  /** What PROTOCOLS §4.4 expects of 1.5 MB, seconds. */
  readonly estimate: RadioCase['estimate'];
}

const good = { packetBytes: 251, mtu: 517 } as const;

/** Both intervals, with stacks that carry one packet in an event and with such that carry six. */
export const bleLinks: readonly BleLinkModel[] = [
  { ...good, intervalMs: 15, packetsPerEvent: 6, estimate: { least: 100, most: 210 } },
  { ...good, intervalMs: 15, packetsPerEvent: 1, estimate: { least: 100, most: 210 } },
  { ...good, intervalMs: 30, packetsPerEvent: 6, estimate: { least: 200, most: 430 } },
  { ...good, intervalMs: 30, packetsPerEvent: 1, estimate: { least: 200, most: 430 } },
  { ...good, intervalMs: 15, packetsPerEvent: 6, mtu: 256, estimate: { least: 220, most: 440 } },
];

/** noble's real stack, our transport and client, over a virtual controller whose air takes its time. */
export async function runBleCase(link: BleLinkModel): Promise<RadioCase> {
  const style = { ...firmwareStyles.current, mtu: link.mtu, mtuAnswer: 'own' } as const;
  const unit = pacedUnit(464, 512);
  const peripheral = new ProvisioningPeripheral({ unit, address: '24:6f:28:aa:bb:07', style });
  const radio = new VirtualRadio({ peripherals: [peripheral], pacing: link });
  const central = createNobleCentral({ hciSocket: hciSocketClass(radio) });
  try {
    const id = await idOf(central, peripheral.name);
    const { ms, length } = await timeTransfer(
      async () => gattTransport(await central.connect(id), { simulated: true }),
      sentBytes,
    );
    return {
      name: `BLE ${link.intervalMs} ms, ${link.packetsPerEvent} packet(s) an event, MTU ${link.mtu}`,
      imageLength: length,
      transferMs: ms,
      limitBytesPerSecond: bleLimit(link),
      estimate: link.estimate,
    };
  } finally {
    await central.close();
  }
}

/** Enough exchanges that one more or less does not count. */
const sentBytes = 64_000;
/** Around a chunk: protobuf and record tag; ATT and L2CAP. */
const requestOverhead = 39;
const packetOverhead = 7;
const largestValue = 512;
/** A side answers in the event after the one that it was asked in: the write's acknowledgement, then a read and its answer. */
const otherEvents = 3;

/** The best that any choice of chunk gives on this link. */
function bleLimit({ intervalMs, packetsPerEvent, packetBytes, mtu }: BleLinkModel): number {
  const longest = Math.min(largestValue, mtu - 3) - requestOverhead;
  const rates = Array.from({ length: longest }, (_, index) => {
    const chunk = index + 1;
    const packets = Math.ceil((chunk + requestOverhead + packetOverhead) / packetBytes);
    const events = Math.ceil(packets / packetsPerEvent) + otherEvents;
    return (chunk / (events * intervalMs)) * 1000;
  });
  return Math.max(...rates);
}
