import { done, type FakeSystem, type FakeTool, failed } from './fake-systems.ts';

const hardwarePorts = `
Hardware Port: Ethernet
Device: en7
Ethernet Address: 00:11:22:33:44:55

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: 00:11:22:33:44:66

`;

/** networksetup as far as it is used; it exits with 0 also where it fails. The system goes home of itself. */
export function fakeNetworksetup(system: FakeSystem): FakeTool {
  const preferred = new Set(['Home', 'Café']);
  let isOn = true;
  return ([command, device, name = '', password]) => {
    switch (command) {
      case '-listallhardwareports':
        return done(hardwarePorts);
      case '-getairportpower':
        return done(`Wi-Fi Power (${device}): ${isOn ? 'On' : 'Off'}\n`);
      case '-listpreferredwirelessnetworks':
        return done(`Preferred networks on ${device}:\n${[...preferred].map((each) => `\t${each}\n`).join('')}`);
      case '-setairportnetwork': {
        const ssid = Buffer.from(name).toString('hex');
        if (!system.air.has(ssid)) return done(`Could not find network ${name}.\n`);
        if (!system.opens(ssid, (network) => network.password === password)) {
          return done(`Failed to join network ${name}.\nError: -3900  The operation couldn’t be completed.\n`);
        }
        preferred.add(name);
        system.current = name;
        return done();
      }
      case '-removepreferredwirelessnetwork':
        return preferred.delete(name)
          ? done(`Removed ${name} from the preferred networks list\n`)
          : done('not found\n');
      case '-setairportpower':
        isOn = name === 'on';
        system.current = isOn && system.homeIsThere ? 'home' : undefined;
        return done();
      default:
        return failed(`** Error: unknown ${command}`, 4);
    }
  };
}
