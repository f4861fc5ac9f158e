export type { SerialPort } from 'serialport';

/** Loads serialport only when a port is wanted: its native part must not keep the rest of the product from starting. */
export function loadSerialPort(): Promise<typeof import('serialport')> {
  return import('serialport');
}
