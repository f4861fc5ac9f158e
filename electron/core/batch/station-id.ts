import type { PortInfo } from '../interfaces/port-watcher.ts';

/**
 * What a port is known by while units come and go: kind and serial number of its adapter, and its place. Serial numbers
 * of cheap adapters are all the same, so the place always counts.
 */
export function stationId({ path, usb }: PortInfo): string {
  if (usb === undefined) return path;
  const kind = [usb.vendorId, usb.productId].map((id) => id.toString(16).padStart(4, '0')).join(':');
  return [kind, usb.serialNumber ?? '', path].join('/');
}
