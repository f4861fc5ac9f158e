/** Removes the listener it was returned for. Calling it twice does nothing. */
export type Unsubscribe = () => void;

/** What the operating system says of the USB adapter behind a port. Text is hostile: it comes from the device. */
export interface UsbIdentity {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
}

/** State of the two modem lines; true = asserted. On DevKit circuits DTR pulls IO0 low and RTS pulls EN low (FORMATS §10.6). */
export interface ModemLines {
  readonly dtr: boolean;
  readonly rts: boolean;
}

/**
 * A byte stream to a unit's UART or USB-Serial/JTAG: a serial port, TCP, RFC 2217 or a simulated unit.
 * Event driven: nothing polls. Every method rejects with a RecoveryError of `port.*` or `link.*`.
 */
export interface SerialLink {
  /** What the operator knows the port by: `/dev/ttyUSB0`, `COM7`, `rfc2217://host:port`, `sim:seed`. */
  readonly name: string;
  readonly usb: UsbIdentity | undefined;
  /** True when a simulated unit answers: watermarked in every screen and record. */
  readonly simulated: boolean;
  /** False where DTR and RTS do not exist (plain TCP, a pty): resets are then the operator's or the link's other end's. */
  readonly hasModemLines: boolean;

  /** Opens the link. Opening an open link is an error. */
  open(baudRate: number): Promise<void>;
  /** Closes the link; closing a closed link does nothing. Never hangs, whatever the far end does. */
  close(): Promise<void>;
  /** Hands the bytes to the operating system, in order; resolves when they are accepted. */
  write(bytes: Uint8Array): Promise<void>;
  setBaudRate(baudRate: number): Promise<void>;
  /** Sets both lines at once where the driver can. Does nothing where `hasModemLines` is false. */
  setModemLines(lines: ModemLines): Promise<void>;
  /** Calls the listener with every chunk received, in order. The chunk belongs to the listener. */
  onData(listener: (chunk: Uint8Array) => void): Unsubscribe;
  /** Calls the listener once when the link ends by itself (cable pulled, peer gone), never after `close()`. */
  onLost(listener: () => void): Unsubscribe;
}
