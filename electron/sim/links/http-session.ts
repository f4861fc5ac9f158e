import type { Socket } from 'node:net';
import { viewOf } from '../../core/bytes/byte-view.ts';
import type { Random } from '../../core/interfaces/machine.ts';
import type { FirmwareStyle } from '../provisioning/firmware-style.ts';
import type { EndpointServer } from '../provisioning/in-process-transport.ts';

/** The firmware's buffer for the header, its final zero included. */
const cookieBuffer = 20;

/** Whose conversation a request belongs to, by the rules of a firmware generation (PROTOCOLS §1.4). */
export class HttpSession {
  readonly #device: EndpointServer;
  readonly #style: FirmwareStyle['httpSession'];
  readonly #random: Random;
  #socket: Socket | undefined;
  #cookie: string | undefined;
  /** The right cookie was seen: from then on every request must carry it. */
  #isByCookie = false;

  constructor(device: EndpointServer, style: FirmwareStyle['httpSession'], random: Random) {
    this.#device = device;
    this.#style = style;
    this.#random = random;
  }

  /** Assigns a request to the session, or to a new one: then, and with cookies, gives out what `Set-Cookie` says. */
  enter(socket: Socket, header: string | undefined): string | undefined {
    const told = this.#style === 'cookie' && header !== undefined && header.length < cookieBuffer ? header : undefined;
    if (told === undefined ? this.#socket === socket && !this.#isByCookie : told === this.#cookie) {
      this.#isByCookie ||= told !== undefined;
      return undefined;
    }
    this.#device.resetLink();
    this.#socket = socket;
    this.#isByCookie = false;
    this.#cookie = this.#style === 'cookie' ? `session=${viewOf(this.#random.bytes(4)).getUint32(0)}` : undefined;
    return this.#cookie;
  }

  /** A connection is gone, and with it the session that hung on it alone. */
  connectionEnded(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    if (this.#style === 'socket') this.#device.resetLink();
  }
}
