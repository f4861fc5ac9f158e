import { done, type FakeSystem, type FakeTool, failed } from './fake-systems.ts';

/** Labels as Windows has them in a language; values are the same everywhere. */
export interface NetshLanguage {
  readonly head: string;
  readonly labels: readonly string[];
  readonly states: readonly [string, string];
  readonly profile: string;
  readonly noAdapter: string;
}

export const netshLanguages = {
  english: {
    head: 'There is 1 interface on the system:',
    labels: [
      'Name',
      'Description',
      'GUID',
      'Physical address',
      'Interface type',
      'State',
      'SSID',
      'AP BSSID',
      'Profile',
      'QoS MSCS Configured',
    ],
    states: ['connected', 'disconnected'],
    profile: 'All User Profile',
    noAdapter: 'There is no wireless interface on the system.',
  },
  german: {
    head: 'Es ist 1 Schnittstelle auf dem System vorhanden:',
    labels: [
      'Name',
      'Beschreibung',
      'GUID',
      'Physische Adresse',
      'Schnittstellentyp',
      'Status',
      'SSID',
      'AP-BSSID',
      'Profil',
      'QoS-MSCS konfiguriert',
    ],
    states: ['Verbunden', 'Getrennt'],
    profile: 'Profil für alle Benutzer',
    noAdapter: 'Es ist keine Drahtlosschnittstelle auf dem System vorhanden.',
  },
  french: {
    head: 'Il existe 1 interface sur le système :',
    labels: [
      'Nom',
      'Description',
      'GUID',
      'Adresse physique',
      "Type d'interface",
      'État',
      'SSID',
      'BSSID',
      'Profil',
      'QoS MSCS configuré',
    ],
    states: ['connecté', 'déconnecté'],
    profile: 'Profil Tous les utilisateurs',
    noAdapter: "Il n'y a aucune interface sans fil sur le système.",
  },
  chinese: {
    head: '系统上有 1 个接口:',
    labels: ['名称', '说明', 'GUID', '物理地址', '界面类型', '状态', 'SSID', 'AP BSSID', '配置文件', 'QoS MSCS 已配置'],
    states: ['已连接', '已断开连接'],
    profile: '所有用户配置文件',
    noAdapter: '系统上没有无线接口。',
  },
} as const satisfies Readonly<Record<string, NetshLanguage>>;

/** What Windows 11 24H2 says where location is not allowed. */
export const locationText = `Network shell commands need location permission to access WLAN information. Turn on Location services on the Location page in Privacy & security settings.

Here is the URI for the Location page in the Settings app:
ms-settings:privacy-location

Function WlanQueryInterface returns error 5:
The requested operation requires elevation (Run as administrator).
`;

const homeProfile = 'Home: 5 GHz';

/** netsh as far as it is used. Its first network has a name that another profile has, as Windows makes them. */
export function fakeNetsh(language: NetshLanguage): (system: FakeSystem) => FakeTool {
  return (system) => {
    const profiles = new Map<string, string>();
    return (args, call) => {
      const [, verb, noun] = args;
      const name = args.find((arg) => arg.startsWith('name='))?.slice(5) ?? '';
      if (verb === 'show' && noun === 'interfaces') return done(interfacesText(language, system));
      if (verb === 'show' && noun === 'profiles') {
        const lines = [homeProfile, 'Home', ...profiles.keys()].map((each) => `    ${language.profile}     : ${each}`);
        return done(`\nProfiles on interface wlan0:\n\nUser profiles\n-------------\n${lines.join('\r\n')}\n`);
      }
      if (verb === 'add') {
        const file = call.files.find((each) => args.includes(`filename=${each.name}`));
        const added = /<name>([^<]+)<\/name>/.exec(file?.text ?? '')?.[1];
        if (file === undefined || added === undefined) return failed('The file could not be found.');
        profiles.set(added, file.text);
        return done(`Profile ${added} is added on interface wlan0.`);
      }
      if (verb === 'delete') {
        if (!profiles.delete(name)) return failed(`Profile "${name}" is not found on any interface.`);
        if (system.current === name) system.current = undefined;
        return done();
      }
      if (verb === 'connect') {
        if (name === homeProfile && system.homeIsThere) system.current = 'home';
        const xml = profiles.get(name);
        const [, ssid = ''] = /<hex>([0-9A-F]+)<\/hex>/.exec(xml ?? '') ?? [];
        if (xml !== undefined && system.opens(ssid, ({ password }) => keyOf(xml) === password)) system.current = name;
        return done('Connection request was completed successfully.');
      }
      return failed(`The following command was not found: ${args.join(' ')}`);
    };
  };
}

function keyOf(xml: string): string | undefined {
  const [, key] = /<keyMaterial>([^<]*)<\/keyMaterial>/.exec(xml) ?? [];
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return key?.replaceAll(/&(\w+);/g, (_, entity: string) => characters[entity] ?? '?');
}

function interfacesText({ head, labels, states }: NetshLanguage, { current }: FakeSystem): string {
  const [name, description, guid, address, type, state, ssid, bssid, profile, qos] = labels;
  const line = (label = '', value: string) => `    ${label.padEnd(22)} : ${value}`;
  const always = [
    line(name, 'wlan0'),
    line(description, 'Intel(R) Wi-Fi 6 AX201 160MHz'),
    line(guid, '8d8e9f0a-1b2c-4d5e-8f90-a1b2c3d4e5f6'),
    line(address, '00:11:22:33:44:55'),
    line(type, 'Primary'),
    line(state, current === undefined ? states[1] : states[0]),
  ];
  const shown = current === 'home' ? homeProfile : (current ?? '');
  const connected = [line(ssid, 'Home'), line(bssid, 'aa:bb:cc:dd:ee:ff'), line(profile, shown), line(qos, '0')];
  const block = [...always, ...(current === undefined ? [] : connected)].join('\r\n');
  return `\r\n${head}\r\n\r\n${block}\r\n\r\n    Hosted network status  : Not available\r\n\r\n`;
}
