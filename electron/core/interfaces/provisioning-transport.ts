/** One line of the wire log without a cable: endpoint, lengths, time and result; never payloads (DESIGN §5.7). */
export interface ExchangeEvent {
  readonly timeMs: number;
  readonly endpoint: string;
  readonly requestBytes: number;
  readonly replyBytes: number;
  /** What the unit refuses breaks the link as well: on the wire both are `lost`. */
  readonly result: 'ok' | 'lost';
  readonly durationMs: number;
}

/**
 * One connection to the provisioning service of a unit, over BLE or SoftAP: named endpoints, each request answered by one
 * answer, strictly one after the other (PROTOCOLS §1.1). A new connection is a new session for the unit.
 */
export interface ProvisioningTransport {
  readonly channel: 'ble' | 'softap';
  /** True when a simulated unit answers: watermarked in every screen and record. */
  readonly simulated: boolean;
  /**
   * Largest request and answer in bytes that this connection carries; `singleWrite` = how much of a request goes at once,
   * where more takes disproportionately longer (PROTOCOLS §4.4, sizes).
   */
  readonly limits: { readonly request: number; readonly answer: number; readonly singleWrite?: number };
  /** BLE: ATT MTU in bytes, by which a plan tells how long it takes; undefined where the system does not tell. */
  readonly mtu?: number | undefined;
  /**
   * The unit's answer. Rejects with `provisioning.exchange-failed` where the unit refuses or the link breaks, which are
   * the same on the wire (PROTOCOLS §1.3, §1.4): whatever session there was is then gone. Never waits without end.
   */
  exchange(endpoint: string, request: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
  /** Ends the connection. Never throws, and may be called twice. */
  close(): Promise<void>;
}
