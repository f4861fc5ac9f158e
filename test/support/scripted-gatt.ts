import type { AttScript } from './scripted-controller.ts';

/** Opcodes of ATT that tests speak of. */
export const att = {
  error: 0x01,
  mtu: 0x02,
  findInformation: 0x04,
  readByType: 0x08,
  read: 0x0a,
  readBlob: 0x0c,
  readByGroup: 0x10,
  write: 0x12,
  prepare: 0x16,
  execute: 0x18,
} as const;

const service = Buffer.from('1775244d6b43439b877c060f2d9bed07', 'hex').reverse();
/** The characteristic that every test asks; its UUID normalised. */
export const sessionCharacteristic = '1775ff516b43439b877c060f2d9bed07';
const characteristic = Buffer.from(sessionCharacteristic, 'hex').reverse();
const [firstHandle, valueHandle, descriptionHandle, lastHandle] = [0x10, 0x12, 0x13, 0x20];

export function attError(request: Buffer, code: number): Buffer {
  return Buffer.from([att.error, request[0] ?? 0, request[1] ?? 0, request[2] ?? 0, code]);
}

/** A value as a server of that MTU gives it out: in parts, the last one shorter. */
export function servedValue(value: Buffer, mtu: number): AttScript {
  return (request) => {
    const offset = request[0] === att.readBlob ? request.readUInt16LE(3) : 0;
    if (offset > value.length) return attError(request, 0x07);
    const part = value.subarray(offset, offset + mtu - 1);
    return Buffer.concat([Buffer.from([(request[0] ?? 0) + 1]), part]);
  };
}

/** A unit with one endpoint, `prov-session`; `own` answers first. */
export function gattScript(own: AttScript | Readonly<Record<number, AttScript>>, serverMtu = 500): AttScript {
  return (request) => {
    const op = request[0] ?? 0;
    const isDescription = op === att.read && request.readUInt16LE(1) === descriptionHandle;
    if (isDescription) return Buffer.concat([Buffer.from([0x0b]), Buffer.from('prov-session')]);
    const script = typeof own === 'function' ? own : own[op];
    return script === undefined ? discovery(request, serverMtu) : script(request);
  };
}

function discovery(request: Buffer, serverMtu: number): Buffer | undefined {
  switch (request[0]) {
    case att.mtu:
      return Buffer.from([0x03, serverMtu & 0xff, serverMtu >> 8]);
    case att.readByGroup:
      if (request.readUInt16LE(1) > firstHandle) return attError(request, 0x0a);
      return Buffer.concat([Buffer.from([0x11, 20, firstHandle, 0, lastHandle, 0]), service]);
    case att.readByType:
      if (request.readUInt16LE(1) > firstHandle) return attError(request, 0x0a);
      return Buffer.concat([Buffer.from([0x09, 21, firstHandle + 1, 0, 0x0a, valueHandle, 0]), characteristic]);
    case att.findInformation:
      if (request.readUInt16LE(1) > descriptionHandle) return attError(request, 0x0a);
      return Buffer.from([0x05, 1, descriptionHandle, 0, 0x01, 0x29]);
    case att.write:
      return Buffer.from([0x13]);
    case att.prepare:
      return Buffer.concat([Buffer.from([0x17]), request.subarray(1)]);
    case att.execute:
      return Buffer.from([0x19]);
    default:
      return attError(request, 0x06);
  }
}
