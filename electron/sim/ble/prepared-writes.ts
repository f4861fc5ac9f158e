import { concatBytes } from '../../core/bytes/concat-bytes.ts';
import { AttFailure, attError } from './att-codes.ts';
import type { Attribute } from './gatt-table.ts';

interface Part {
  readonly attribute: Attribute;
  readonly offset: number;
  readonly data: Uint8Array;
}

/** Parts of long writes that wait for their Execute Write. */
export class PreparedWrites {
  readonly #maxParts: number;
  #parts: Part[] = [];

  constructor(maxParts: number) {
    this.#maxParts = maxParts;
  }

  /** Throws AttFailure where there is no room for one more. */
  add(attribute: Attribute, offset: number, data: Uint8Array): void {
    if (attribute.value.maxLength === 0) throw new AttFailure(attError.writeNotPermitted);
    if (this.#parts.length >= this.#maxParts) throw new AttFailure(attError.queueFull);
    this.#parts.push({ attribute, offset, data });
  }

  cancel(): void {
    this.#parts = [];
  }

  /** Writes what was prepared, each value at once and whole. Throws AttFailure; nothing is left prepared then either. */
  async execute(): Promise<void> {
    const parts = this.#parts;
    this.#parts = [];
    for (const attribute of new Set(parts.map((part) => part.attribute))) {
      await attribute.value.write(joined(parts.filter((part) => part.attribute === attribute)));
    }
  }
}

/** Parts follow one another without a gap, or the value is none. */
function joined(parts: readonly Part[]): Uint8Array {
  let length = 0;
  for (const { attribute, offset, data } of parts) {
    if (offset !== length) throw new AttFailure(attError.invalidOffset);
    length += data.length;
    if (length > attribute.value.maxLength) throw new AttFailure(attError.invalidLength);
  }
  return concatBytes(parts.map(({ data }) => data));
}
