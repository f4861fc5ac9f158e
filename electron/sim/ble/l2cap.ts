import { concatBytes } from '../../core/bytes/concat-bytes.ts';
import { readU16, u16 } from './little-endian.ts';

/** Fixed channels of an LE link. */
export const channel = { att: 4, signalling: 5, security: 6 } as const;

const headerLength = 4;
/** Longest frame that a unit takes: an ATT PDU of the largest MTU. */
const maxPayload = 1024;

export interface L2capFrame {
  readonly channel: number;
  readonly payload: Uint8Array;
}

/** The frame, cut into pieces that fit into the other side's buffers. */
export function fragmentsOf({ channel: id, payload }: L2capFrame, size: number): Uint8Array[] {
  const whole = concatBytes([Uint8Array.of(...u16(payload.length), ...u16(id)), payload]);
  const count = Math.ceil(whole.length / size);
  return Array.from({ length: count }, (_, index) => whole.slice(index * size, (index + 1) * size));
}

/** Puts frames together from fragments; whatever does not add up is dropped, as controllers and hosts do. */
export class L2capAssembler {
  #parts: Uint8Array[] = [];
  #length = 0;

  /** The frame that this fragment completes. */
  add(fragment: Uint8Array, isFirst: boolean): L2capFrame | undefined {
    if (isFirst) this.#reset();
    else if (this.#parts.length === 0) return undefined;
    this.#parts.push(fragment);
    this.#length += fragment.length;
    if (this.#length > headerLength + maxPayload) return this.#reset();
    if (this.#length < headerLength) return undefined;
    const whole = concatBytes(this.#parts);
    const wanted = headerLength + readU16(whole, 0);
    if (whole.length < wanted) return undefined;
    this.#reset();
    return whole.length > wanted ? undefined : { channel: readU16(whole, 2), payload: whole.slice(headerLength) };
  }

  #reset(): undefined {
    this.#parts = [];
    this.#length = 0;
  }
}
