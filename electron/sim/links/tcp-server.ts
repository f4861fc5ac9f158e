import type { SerialDevice } from '../serial-device.ts';
import { type DeviceServer, type ListenOptions, serveClients } from './device-server.ts';

/**
 * Serves a unit as raw bytes over TCP, as `ser2net` does: there are no modem lines and no rates, so the unit must be in
 * download mode already. Throws RecoveryError `port.busy` or `port.open-failed`.
 */
export function serveTcp(device: SerialDevice, options: ListenOptions = {}): Promise<DeviceServer> {
  return serveClients(device, options, 'socket', (send) => {
    const end = device.onTransmit(send);
    return { receive: (bytes) => device.receive(bytes), end };
  });
}
