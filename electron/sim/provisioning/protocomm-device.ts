import type { Random } from '../../core/interfaces/machine.ts';
import type { AppLabel, SecurityVersion } from '../../core/provisioning/capabilities.ts';
import type { SecurityPatch } from '../../core/provisioning/security/gcm-records.ts';
import { corrupted, type ExchangeFault, ExchangeFaults } from './exchange-faults.ts';
import { type FirmwareStyle, firmwareStyles } from './firmware-style.ts';
import { HandlerFailure } from './handler-failure.ts';
import { protoVerText } from './proto-ver.ts';
import type { DeviceSecurity, ProofGate } from './security/device-security.ts';
import { deviceSecurity0 } from './security/device-security0.ts';
import { DeviceSecurity1 } from './security/device-security1.ts';
import { DeviceSecurity2, type SrpAccount, srpAccount } from './security/device-security2.ts';
import { openGate } from './security/proof-gate.ts';

/** A handler of one endpoint: request and answer in the clear. Throws HandlerFailure to break the exchange. */
export type EndpointHandler = (request: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export interface ProtocommDeviceOptions {
  readonly security: SecurityVersion;
  /** Default 1. */
  readonly patch?: SecurityPatch;
  /** Proof of possession, or password of security 2. Default none. */
  readonly pop?: string;
  /** Default `wifiprov`, as examples have it. */
  readonly username?: string;
  readonly salt?: Uint8Array;
  /** Default: the current generation. */
  readonly style?: FirmwareStyle;
  readonly labels?: () => readonly AppLabel[];
  readonly endpoints: ReadonlyMap<string, EndpointHandler>;
  /** Replaces the text of `proto-ver`, as somebody in between could. */
  readonly spoofedProtoVer?: string;
  readonly handlerDelayMs?: number;
  readonly random: Random;
  readonly gate?: ProofGate;
  /** Called by the fault `power-cut`, before the link breaks. */
  readonly onPowerCut?: () => void;
}

/** The service of a unit over protocomm, without any transport (PROTOCOLS §1.1). */
export class ProtocommDevice {
  readonly style: FirmwareStyle;
  readonly faults = new ExchangeFaults();
  readonly #options: ProtocommDeviceOptions;
  #account: SrpAccount | undefined;
  #security: DeviceSecurity;

  constructor(options: ProtocommDeviceOptions) {
    this.#options = options;
    this.style = options.style ?? firmwareStyles.current;
    this.#security = this.#newSecurity();
  }

  /** All endpoints in the order of their short ids. */
  get endpoints(): readonly string[] {
    return ['prov-session', 'proto-ver', ...this.#options.endpoints.keys()];
  }

  /** A new link, or the end of one: the session is gone. */
  resetLink(): void {
    this.#security = this.#newSecurity();
  }

  /** The answer to one request. Throws HandlerFailure where the firmware, or a planned fault, breaks the exchange. */
  async handle(endpoint: string, request: Uint8Array): Promise<Uint8Array> {
    const fault = this.faults.next();
    const delayMs = this.#options.handlerDelayMs ?? 0;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (fault === 'drop-request') throw new HandlerFailure('request lost');
    const answer = await this.#answer(endpoint, fault === 'corrupt-request' ? corrupted(request) : request, fault);
    if (fault === 'power-cut') this.#options.onPowerCut?.();
    if (fault === 'drop-answer' || fault === 'power-cut') throw new HandlerFailure('answer lost');
    return fault === 'corrupt-answer' ? corrupted(answer) : answer;
  }

  async #answer(endpoint: string, request: Uint8Array, fault: ExchangeFault | undefined): Promise<Uint8Array> {
    if (endpoint === 'proto-ver') return new TextEncoder().encode(this.#protoVer());
    if (endpoint === 'prov-session') return this.#security.handshake(request);
    const handler = this.#options.endpoints.get(endpoint);
    const cipher = this.#security.cipher;
    if (handler === undefined || cipher === undefined) throw new HandlerFailure('no endpoint, or no session');
    const plain = this.#decrypt(request);
    if (fault === 'duplicate-request') await handler(plain);
    return cipher.encrypt(await handler(plain));
  }

  #decrypt(request: Uint8Array): Uint8Array {
    try {
      return this.#security.cipher?.decrypt(request) ?? request;
    } catch (cause) {
      throw new HandlerFailure('cannot be decrypted', { cause });
    }
  }

  #protoVer(): string {
    const { spoofedProtoVer, security, patch = 1, pop = '', labels = () => [] } = this.#options;
    if (spoofedProtoVer !== undefined) return spoofedProtoVer;
    return protoVerText({ style: this.style.protoVer, security, patch, hasPop: pop !== '', labels: labels() });
  }

  #newSecurity(): DeviceSecurity {
    const { security, patch = 1, pop = '', username = 'wifiprov', random, gate = openGate } = this.#options;
    if (security === 0) return deviceSecurity0;
    if (security === 1) return new DeviceSecurity1(new TextEncoder().encode(pop), random, gate);
    this.#account ??= srpAccount(username, pop, this.#options.salt ?? defaultSalt);
    return new DeviceSecurity2(this.#account, patch, random, gate);
  }
}

/** A salt that begins with zero: libraries that take it for a number lose the octet (PROTOCOLS §2.3). */
const defaultSalt = Uint8Array.from({ length: 16 }, (_, index) => index);
