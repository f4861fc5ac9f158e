import { decodeHex } from '../../core/bytes/hex.ts';
import { advertisingType, hciEvent, hciStatus, leEvent, packetType } from './hci-codes.ts';
import { fragmentsOf, type L2capFrame } from './l2cap.ts';
import { u16 } from './little-endian.ts';
import type { VirtualPeripheral } from './virtual-peripheral.ts';

/** An event as the host gets it. */
export function eventPacket(code: number, params: readonly number[]): Uint8Array {
  return Uint8Array.of(packetType.event, code, params.length, ...params);
}

/** The end of a command, with its status and what it returns. */
export function commandComplete(opcode: number, returned: readonly number[]): Uint8Array {
  return eventPacket(hciEvent.commandComplete, [1, ...u16(opcode), ...returned]);
}

/** A command has begun, or not: another event tells how it ended. */
export function commandStatus(opcode: number, status: number): Uint8Array {
  return eventPacket(hciEvent.commandStatus, [status, 1, ...u16(opcode)]);
}

/** An LE event with its sub-event code. */
export function leEventPacket(code: number, params: readonly number[]): Uint8Array {
  return eventPacket(hciEvent.leMeta, [code, ...params]);
}

/** So many packets have gone out on a link. */
export function completedPackets(handle: number, count: number): Uint8Array {
  return eventPacket(hciEvent.completedPackets, [1, ...u16(handle), ...u16(count)]);
}

/** An address as it is sent, low byte first. */
export function addressBytes(address: string): number[] {
  return [...decodeHex(address.replaceAll(':', ''))].reverse();
}

/** Code of an address type. */
export function addressTypeCode(type: VirtualPeripheral['addressType']): number {
  return type === 'random' ? 1 : 0;
}

/** What one advertisement and, after an active scan's request, the scan response are reported as. */
export function advertisingReports(peripheral: VirtualPeripheral, isActive: boolean): Uint8Array[] {
  const { address, addressType, rssi, advertisement } = peripheral;
  if (advertisement === undefined) return [];
  const sender = [addressTypeCode(addressType), ...addressBytes(address)];
  const report = (type: number, data: Uint8Array) =>
    leEventPacket(leEvent.advertisingReport, [1, type, ...sender, data.length, ...data, rssi & 0xff]);
  const first = report(advertisingType.connectable, advertisement.data);
  return isActive ? [first, report(advertisingType.scanResponse, advertisement.scanResponse)] : [first];
}

/** A link is there, with the host as central. */
export function connected(handle: number, peer: VirtualPeripheral, interval: number, latency: number, timeout: number) {
  const address = [addressTypeCode(peer.addressType), ...addressBytes(peer.address)];
  const timing = [...u16(interval), ...u16(latency), ...u16(timeout)];
  return leEventPacket(leEvent.connected, [hciStatus.success, ...u16(handle), 0, ...address, ...timing, 0]);
}

/** No link: the host gave up waiting for it. */
export function connectionCancelled(): Uint8Array {
  return leEventPacket(leEvent.connected, [hciStatus.unknownConnection, ...Array.from({ length: 17 }, () => 0)]);
}

const firstToHost = 2;
const continuation = 1;

/** A frame of the unit as ACL packets. */
export function aclPackets(handle: number, frame: L2capFrame, aclLength: number): Uint8Array[] {
  return fragmentsOf(frame, aclLength).map((fragment, index) => {
    const flags = index === 0 ? firstToHost : continuation;
    return Uint8Array.of(packetType.acl, ...u16(handle | (flags << 12)), ...u16(fragment.length), ...fragment);
  });
}
