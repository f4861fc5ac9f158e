import type { FirmwareStyle } from '../provisioning/firmware-style.ts';
import { HandlerFailure } from '../provisioning/handler-failure.ts';
import { AttFailure, attError } from './att-codes.ts';
import { type AttributeValue, partOf } from './gatt-table.ts';

/**
 * How far a read of ESP-IDF v3.2 to v4.0 has come: kept once for all characteristics, so a read that nobody finished goes on
 * in the next one, whatever that asks for (PROTOCOLS §1.3).
 */
export class StaticPosition {
  #bytes = new Uint8Array();
  #at = 0;

  /** The next part; `offset` undefined where a read begins. */
  read(bytes: Uint8Array, offset: number | undefined, limit: number): Uint8Array {
    if (offset === undefined && this.#at >= this.#bytes.length) {
      this.#bytes = new Uint8Array(bytes);
      this.#at = 0;
    }
    const part = this.#bytes.slice(this.#at, this.#at + limit);
    this.#at += part.length;
    return part;
  }
}

export interface EndpointValueOptions {
  readonly style: FirmwareStyle;
  readonly position: StaticPosition;
  /** The endpoint's handler. Throws HandlerFailure. */
  readonly handle: (request: Uint8Array) => Promise<Uint8Array>;
  /** The firmware closes the link when the error is out. */
  readonly onFailure: () => void;
}

/** The characteristic of one endpoint: a write runs the handler, whose answer is the value from then on (PROTOCOLS §1.3). */
export class EndpointValue implements AttributeValue {
  readonly maxLength: number;
  readonly #options: EndpointValueOptions;
  #answer = new Uint8Array();

  constructor(options: EndpointValueOptions) {
    this.#options = options;
    this.maxLength = options.style.attributeLimit;
  }

  read(offset: number | undefined, limit: number): Uint8Array {
    const { style, position } = this.#options;
    if (style.reading === 'static-position') return position.read(this.#answer, offset, limit);
    return partOf(this.#answer, offset ?? 0, limit);
  }

  async write(request: Uint8Array): Promise<void> {
    if (request.length === 0 && this.#options.style.stack === 'nimble') return;
    try {
      if (request.length === 0) throw new HandlerFailure('nothing written');
      const answer = await this.#options.handle(request);
      if (answer.length > this.maxLength) throw new HandlerFailure('answer too long');
      this.#answer = new Uint8Array(answer);
    } catch (error) {
      if (error instanceof HandlerFailure) throw this.#failed();
      throw error;
    }
  }

  /** The next link begins without what this one left. */
  clear(): void {
    this.#answer = new Uint8Array();
  }

  #failed(): AttFailure {
    if (this.#options.style.failure === 'att-0x04') return new AttFailure(attError.invalidPdu);
    this.#options.onFailure();
    return new AttFailure(attError.generic);
  }
}
