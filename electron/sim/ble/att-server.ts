import { AttFailure, attError, attOpcode, defaultMtu } from './att-codes.ts';
import { answerDiscovery } from './att-discovery.ts';
import type { GattTable } from './gatt-table.ts';
import { readU16, u16 } from './little-endian.ts';
import { PreparedWrites } from './prepared-writes.ts';

export interface AttServerOptions {
  /** What the server can take, bytes. */
  readonly ownMtu: number;
  /** Whether it answers the smaller of both, or its own whatever was asked (PROTOCOLS §1.3). Both keep to the smaller one. */
  readonly mtuAnswer: 'min' | 'own';
  /** Parts of long writes that it can hold. Default 64, as NimBLE. */
  readonly preparedParts?: number;
}

/** The attribute protocol of one link, from the server's side (PROTOCOLS §6.9). */
export class AttServer {
  readonly #table: GattTable;
  readonly #options: AttServerOptions;
  readonly #prepared: PreparedWrites;
  #mtu = defaultMtu;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(table: GattTable, options: AttServerOptions) {
    this.#table = table;
    this.#options = options;
    this.#prepared = new PreparedWrites(options.preparedParts ?? 64);
  }

  /** MTU that both sides keep to. */
  get mtu(): number {
    return this.#mtu;
  }

  /** The answer to a PDU, undefined where none is due; one after the other. Rejects with what a value throws besides AttFailure. */
  receive(pdu: Uint8Array): Promise<Uint8Array | undefined> {
    const answer = this.#turn.then(() => this.#answer(pdu));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #answer(pdu: Uint8Array): Promise<Uint8Array | undefined> {
    const opcode = pdu[0] ?? 0;
    const isCommand = (opcode & 0x40) !== 0;
    // Odd opcodes are answers, of which a server awaits none; what exceeds its MTU never gets past its L2CAP.
    if (pdu.length === 0 || pdu.length > Math.max(defaultMtu, this.#options.ownMtu)) return undefined;
    if (opcode % 2 === 1 && !isCommand) return undefined;
    try {
      const answer = await this.#respond(opcode, pdu);
      return isCommand ? undefined : answer;
    } catch (error) {
      if (!(error instanceof AttFailure)) throw error;
      const handle = handleNamedBy(pdu);
      return isCommand ? undefined : Uint8Array.of(attOpcode.error, opcode, ...u16(handle), error.code);
    }
  }

  async #respond(opcode: number, pdu: Uint8Array): Promise<Uint8Array | undefined> {
    switch (opcode) {
      case attOpcode.mtuRequest:
        return this.#exchangeMtu(pdu);
      case attOpcode.read:
        demandLength(pdu, 3, 3);
        return this.#read(attOpcode.readResponse, pdu, undefined);
      case attOpcode.readBlob:
        demandLength(pdu, 5, 5);
        return this.#read(attOpcode.readBlobResponse, pdu, readU16(pdu, 3));
      case attOpcode.write:
      case attOpcode.writeCommand:
        return this.#write(pdu);
      case attOpcode.prepareWrite:
        return this.#prepare(pdu);
      case attOpcode.executeWrite:
        return this.#execute(pdu);
      default: {
        const answer = answerDiscovery(this.#table, pdu, this.#mtu);
        if (answer === undefined) throw new AttFailure(attError.notSupported);
        return answer;
      }
    }
  }

  #exchangeMtu(pdu: Uint8Array): Uint8Array {
    demandLength(pdu, 3, 3);
    const { ownMtu, mtuAnswer } = this.#options;
    this.#mtu = Math.max(defaultMtu, Math.min(readU16(pdu, 1), ownMtu));
    return Uint8Array.of(attOpcode.mtuResponse, ...u16(mtuAnswer === 'own' ? ownMtu : this.#mtu));
  }

  #read(opcode: number, pdu: Uint8Array, offset: number | undefined): Uint8Array {
    const { value } = this.#table.find(readU16(pdu, 1));
    return Uint8Array.of(opcode, ...value.read(offset, this.#mtu - 1));
  }

  async #write(pdu: Uint8Array): Promise<Uint8Array> {
    demandLength(pdu, 3);
    const { value } = this.#table.find(readU16(pdu, 1));
    if (value.maxLength === 0) throw new AttFailure(attError.writeNotPermitted);
    if (pdu.length - 3 > value.maxLength) throw new AttFailure(attError.invalidLength);
    await value.write(pdu.slice(3));
    return Uint8Array.of(attOpcode.writeResponse);
  }

  /** Echoes the part. */
  #prepare(pdu: Uint8Array): Uint8Array {
    demandLength(pdu, 5);
    this.#prepared.add(this.#table.find(readU16(pdu, 1)), readU16(pdu, 3), pdu.slice(5));
    return Uint8Array.of(attOpcode.prepareWriteResponse, ...pdu.subarray(1));
  }

  async #execute(pdu: Uint8Array): Promise<Uint8Array> {
    demandLength(pdu, 2, 2);
    if (pdu[1] === 0) this.#prepared.cancel();
    else if (pdu[1] === 1) await this.#prepared.execute();
    else throw new AttFailure(attError.invalidPdu);
    return Uint8Array.of(attOpcode.executeWriteResponse);
  }
}

/** The handle that an Error Response names: that of the request, 0 where it has none. */
function handleNamedBy(pdu: Uint8Array): number {
  const hasNone = pdu[0] === attOpcode.mtuRequest || pdu[0] === attOpcode.executeWrite || pdu.length < 3;
  return hasNone ? 0 : readU16(pdu, 1);
}

function demandLength({ length }: Uint8Array, least: number, most = Number.POSITIVE_INFINITY): void {
  if (length < least || length > most) throw new AttFailure(attError.invalidPdu);
}
