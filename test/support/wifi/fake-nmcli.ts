import { pbkdf2Sync } from 'node:crypto';
import { done, type FakeSystem, type FakeTool, failed, valueAfter } from './fake-systems.ts';

const uuids = { home: '1b5b9d2c-0000-4000-8000-000000000001', unit: '2c6cae3d-0000-4000-8000-000000000002' } as const;

/** nmcli 1.42 as far as it is used, in its own words. */
export function fakeNmcli(system: FakeSystem): FakeTool {
  let added: { readonly name: string; readonly ssid: string; readonly isSecured: boolean } | undefined;
  return (args, call) => {
    const words = args.join(' ');
    if (words.endsWith('device')) {
      const state = system.current === undefined ? 'disconnected' : 'connected';
      return done(
        `eth0:ethernet:connected\nwlan0:wifi:${state}\np2p-dev-wlan0:wifi-p2p:disconnected\nlo:loopback:unmanaged\n`,
      );
    }
    if (words.endsWith('--active')) {
      const wired = 'aaaaaaaa-0000-4000-8000-000000000009:Wired\\: desk\\\\1:802-3-ethernet:eth0';
      const { current } = system;
      if (current === undefined) return done(`${wired}\n`);
      const [uuid, name] = current === 'home' ? [uuids.home, 'Home\\: 5 GHz'] : [uuids.unit, current];
      return done(`${wired}\n${uuid}:${name}:802-11-wireless:wlan0\n`);
    }
    if (words.startsWith('connection add')) {
      const ssid = Buffer.from(valueAfter(args, 'ssid') ?? '').toString('hex');
      added = { name: valueAfter(args, 'con-name') ?? '', ssid, isSecured: args.includes('wpa-psk') };
      return done(`Connection '${added.name}' (${uuids.unit}) successfully added.\n`);
    }
    if (words.startsWith('connection delete')) {
      const isOurs = added !== undefined && valueAfter(args, 'id') === added.name;
      if (!isOurs) return failed('Error: unknown connection.\n', 10);
      if (system.current === added?.name) system.current = undefined;
      added = undefined;
      return done();
    }
    if (words.includes('connection up uuid')) {
      if (!system.homeIsThere) return failed('Error: Connection activation failed: No network with SSID found', 4);
      system.current = 'home';
      return done();
    }
    if (words.includes('connection up id') && added !== undefined) {
      const { name, ssid, isSecured } = added;
      const key = /psk:(.*)\n/.exec(call.files[0]?.text ?? '')?.[1];
      const isIn = system.opens(ssid, ({ password }) => {
        if (password === undefined) return !isSecured;
        return key === pbkdf2Sync(password, Buffer.from(ssid, 'hex'), 4096, 32, 'sha1').toString('hex');
      });
      if (!isIn) return failed('Error: Connection activation failed: Secrets were required, but not provided\n', 4);
      system.current = name;
      return done();
    }
    return words.startsWith('device wifi rescan') ? done() : failed(`Error: argument not understood: ${words}`, 2);
  };
}
