import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import {
  readStationStatus,
  resetStation,
  scanNetworks,
  setWifiCredentials,
} from '../../../electron/core/provisioning/wifi/wifi-client.ts';
import { WifiStation } from '../../../electron/sim/provisioning/wifi/wifi-station.ts';
import { echoDevice, sessionWith } from './bench.ts';

const utf8 = new TextEncoder();
const pop = 'abcd1234';
const passphrase = 'correct horse battery';
const bssid = Uint8Array.of(2, 0, 0, 0, 0, 1);
const air = [
  { ssid: utf8.encode('Neighbour'), bssid, channel: 1, rssi: -88, passphrase: 'x' },
  { ssid: utf8.encode('Home Network'), bssid, channel: 6, rssi: -41, passphrase },
  ...Array.from({ length: 7 }, (_, index) => ({
    ssid: utf8.encode(`Hall ${index}`),
    bssid,
    channel: 11,
    rssi: -60 - index,
    passphrase: undefined,
  })),
  { ssid: utf8.encode('\u202e<script>'), bssid, channel: 3, rssi: -90, passphrase: undefined },
];

async function unitInTheAir() {
  const station = new WifiStation(air);
  const session = await sessionWith(echoDevice({ security: 1, pop, endpoints: station.endpoints() }), { pop });
  return { station, session };
}

describe('a unit that offers provisioning alone', () => {
  it('tells which networks it hears, by strength and harmless', async () => {
    const { session } = await unitInTheAir();
    const networks = await scanNetworks(session);
    expect(networks).toHaveLength(air.length);
    expect(networks[0]).toMatchObject({
      name: 'Home Network',
      rssi: -41,
      channel: 6,
      isOpen: false,
      bssid: '02:00:00:00:00:01',
    });
    expect(networks.at(-1)?.name).toBe('\\E2\\80\\AE<script>');
  });

  it('takes new credentials and gets into its network', async () => {
    const { session, station } = await unitInTheAir();
    expect(await readStationStatus(session)).toEqual({ state: 'disconnected' });
    await setWifiCredentials(session, { ssid: utf8.encode('Home Network'), passphrase });
    expect(await readStationStatus(session)).toEqual({
      state: 'connected',
      address: '192.168.1.77',
      name: 'Home Network',
    });
    expect(station.network?.channel).toBe(6);
  });

  it('says why it fails, and can be asked again', async () => {
    const { session } = await unitInTheAir();
    await setWifiCredentials(session, { ssid: utf8.encode('Home Network'), passphrase: 'wrong' });
    expect(await readStationStatus(session)).toEqual({ state: 'failed', reason: 'wrong-password' });
    await setWifiCredentials(session, { ssid: utf8.encode('Elsewhere'), passphrase });
    expect(await readStationStatus(session)).toEqual({ state: 'failed', reason: 'network-not-found' });
    await resetStation(session);
    expect(await readStationStatus(session)).toEqual({ state: 'disconnected' });
    await expect(setWifiCredentials(session, { ssid: new Uint8Array(33), passphrase })).rejects.toMatchObject({
      code: 'provisioning.credentials-needed',
    });
  });

  it('ends with a code whatever it answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(2), async (answer, which) => {
        const endpoints = new Map(
          ['prov-scan', 'prov-config', 'prov-ctrl'].map((name) => [name, () => answer] as const),
        );
        const session = await sessionWith(echoDevice({ security: 1, pop, endpoints }), { pop });
        const calls = [scanNetworks, readStationStatus, resetStation];
        const result = await calls[which]?.(session).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(RecoveryError);
      }),
      { numRuns: 100 },
    );
  });
});
