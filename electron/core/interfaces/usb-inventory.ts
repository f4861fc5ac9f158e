/** Whether the system has a driver at work on a USB device. `unknown` where it does not say. */
export type DriverState = 'bound' | 'none' | 'unknown';

/** A device of the USB tree, hubs left out. Texts come from the device: hostile, and cut to 128 characters. */
export interface UsbDevice {
  /** 0 where the system could not read it, which is how Windows lists a device that fails to identify itself. */
  readonly vendorId: number;
  readonly productId: number;
  readonly product?: string;
  readonly serialNumber?: string;
  readonly driver: DriverState;
  /** The driver's own name: `cp210x`, `usbfs`, `silabser`. */
  readonly driverName?: string;
  /** Windows: as the Device Manager shows it, `11.2.0.167`. */
  readonly driverVersion?: string;
  /** Windows: ConfigManagerErrorCode; absent where there is no problem. */
  readonly problemCode?: number;
  /** The serial port behind it, as a port watcher lists it. */
  readonly portPath?: string;
}

/** What hangs on this machine's USB, with or without a driver. */
export interface UsbInventory {
  /** Throws RecoveryError `port.list-failed` where the system does not say. */
  list(): Promise<readonly UsbDevice[]>;
}

/** A program that has a port open. */
export interface PortHolder {
  /** Untrusted: a program names itself. */
  readonly name: string;
  readonly pid: number;
  /** True for this program. */
  readonly isOwn: boolean;
}

/** Whether a port may be opened, and who has it open; all without opening it. */
export interface PortAccess {
  readonly path: string;
  readonly permission: 'granted' | 'denied' | 'unknown';
  /** The group that owns the port: `dialout`, `uucp`. */
  readonly group?: string;
  /** Absent where nobody has it open or the system does not tell. */
  readonly holder?: PortHolder;
}

export interface PortAccessReader {
  /** Never throws: what the system does not tell is unknown. */
  read(path: string): Promise<PortAccess>;
}
