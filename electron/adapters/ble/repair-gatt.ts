import type { EventEmitter } from 'node:events';
import type { Gatt, GattClass } from './bindings.ts';

/** ATT MTU to ask for: the largest that any unit uses, so that what it answers is the smaller of both (PROTOCOLS §6.4.1). */
export const wantedMtu = 517;
const leastMtu = 23;
/** Largest value of an attribute (Bluetooth Core, Vol 3 Part F §3.2.9). */
const largestValue = 512;

const attChannel = 4;
const op = { error: 0x01, mtuRequest: 0x02, mtuAnswer: 0x03, readBlob: 0x0c } as const;
const code = { invalidPdu: 0x04, invalidOffset: 0x07, notLong: 0x0b, unlikely: 0x0e } as const;
/** Authentication, authorization, encryption: the library then encrypts the link and asks again. */
const wantsEncryption = [0x05, 0x08, 0x0f];

/** What the repaired client tells besides its own events. */
export interface AttEvents {
  /** The unit refused a request with an ATT error. */
  'att-error': [errorCode: number];
  /** A value goes on beyond what any attribute can hold. */
  'att-too-long': [];
}

const repaired = new WeakSet<GattClass>();

/**
 * Cures what both libraries' ATT client has (PROTOCOLS §6.4): it takes the unit's MTU for its own even where that is larger,
 * lets error 0x04 end all traffic of the link, and tells of no failed write. A hostile MTU would make it loop for ever, and
 * a value without end make it fall.
 */
export function repairGatt(gattClass: GattClass): void {
  if (repaired.has(gattClass)) return;
  repaired.add(gattClass);
  const client: Gatt = gattClass.prototype;
  const { exchangeMtu, onAclStreamData, onAclStreamEncryptFail, readBlobRequest } = client;

  client.exchangeMtu = function (this: Gatt) {
    this._desired_mtu = wantedMtu;
    exchangeMtu.call(this);
  };
  client.onAclStreamData = function (this: Gatt, channel: number, data: Buffer) {
    onAclStreamData.call(this, channel, channel === attChannel ? repairedAnswer(this, data) : data);
  };
  client.onAclStreamEncryptFail = function (this: Gatt) {
    onAclStreamEncryptFail.call(this);
    tell(this, 'att-error', wantsEncryption[0] ?? 0);
  };
  client.readBlobRequest = function (this: Gatt, handle: number, offset: number) {
    if (offset > largestValue) tell(this, 'att-too-long');
    return readBlobRequest.call(this, handle, Math.min(offset, largestValue + 1));
  };
}

/** What the library is to see of an answer. Tells of errors before it does. */
function repairedAnswer(gatt: Gatt, data: Buffer): Buffer {
  if (data[0] === op.mtuAnswer && data.length >= 3) return mtuWithin(data);
  const [kind, request, , , errorCode] = data;
  if (kind !== op.error || request === undefined || errorCode === undefined) return data;
  if (wantsEncryption.includes(errorCode) && gatt._security !== 'medium') return data;
  const endsRead = request === op.readBlob && (errorCode === code.invalidOffset || errorCode === code.notLong);
  if (request !== op.mtuRequest && !endsRead) tell(gatt, 'att-error', errorCode);
  return errorCode === code.invalidPdu ? Buffer.from([...data.subarray(0, 4), code.unlikely]) : data;
}

function mtuWithin(answer: Buffer): Buffer {
  const mtu = Math.min(wantedMtu, Math.max(leastMtu, answer.readUInt16LE(1)));
  return Buffer.from([op.mtuAnswer, mtu & 0xff, mtu >> 8]);
}

function tell<E extends keyof AttEvents>(gatt: EventEmitter, event: E, ...values: AttEvents[E]): void {
  gatt.emit(event, ...values);
}
