import type { WifiAdapter } from '../../core/interfaces/wifi-control.ts';

/** A connection that NetworkManager has up. */
export interface ActiveConnection {
  readonly uuid: string;
  readonly name: string;
  readonly device: string;
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Wi-Fi adapters in what `nmcli -t -f DEVICE,TYPE,STATE device` prints. Those that somebody else manages are left to them. */
export function parseDevices(text: string): WifiAdapter[] {
  return terseRows(text).flatMap(([name = '', type, state = '']) =>
    type === 'wifi' && name !== '' && state !== 'unmanaged' ? [{ name, state: stateOf(state) }] : [],
  );
}

function stateOf(state: string): WifiAdapter['state'] {
  if (state === 'unavailable') return 'off';
  return state === 'disconnected' ? 'free' : 'connected';
}

/** Wi-Fi connections in what `nmcli -t -f UUID,NAME,TYPE,DEVICE connection show --active` prints. */
export function parseActive(text: string): ActiveConnection[] {
  return terseRows(text).flatMap(([uuid = '', name = '', type, device = '']) =>
    type === '802-11-wireless' && uuidPattern.test(uuid) ? [{ uuid, name, device }] : [],
  );
}

/** Fields are parted by colons; a colon or backslash within one has a backslash before it (nmcli(1), --escape). */
function terseRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = '']) => field.replaceAll(/\\(.)/g, '$1')),
    );
}
