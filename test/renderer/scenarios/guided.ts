import type { ErrorEnvelope } from '../../../electron/contract/envelope.ts';
import type {
  HostChange,
  HostState,
  PortEntity,
  ProfileEntity,
  ReleaseEntity,
  UnitEntity,
} from '../../../electron/contract/state.ts';
import type { RecoveryPlan } from '../../../electron/core/plan/plan.ts';
import type { Answers, Scenario } from '../page/fake-bridge.ts';
import { baseState } from './base.ts';
import { guidedPlan, onlySlotPlan } from './guided-plan.ts';

const port: PortEntity = {
  id: '/dev/ttyUSB0',
  name: 'Silicon Labs CP210x',
  simulated: false,
  diagnosis: { code: 'usable', params: {} },
};
const release: ReleaseEntity = {
  id: 'a'.repeat(64),
  product: 'hearth',
  productName: 'Hearth Radio',
  version: '2.10.0',
  build: '1',
  chips: ['ESP32'],
  bytes: 1_200_000,
  signedBy: 'Hearth',
};
const ready: UnitEntity = {
  id: 'u1',
  target: port.id,
  channel: 'usb',
  simulated: false,
  phase: 'ready',
  mac: '24:0a:c4:00:00:01',
  chip: 'ESP32',
  product: 'Hearth Radio',
  version: '1.0.0',
  canResume: false,
  revision: 1,
};
const working: Partial<UnitEntity> = {
  phase: 'working',
  progress: {
    step: { index: 2, count: 7, kind: 'write', target: 'ota_1' },
    done: 400,
    total: 1000,
    bytesPerSecond: 62_000,
    secondsLeft: 74,
  },
};
/** What is tried again until somebody holds its button, and the same unit once it has answered. */
export const needsButton = {
  ...ready,
  phase: 'working',
  progress: {
    step: { index: 1, count: 7, kind: 'reconnect', target: 'flash' },
    ...{ done: 0, total: 0 },
    retry: { code: 'loader.no-sync', attempt: 2, needs: 'button' },
  },
} as const satisfies UnitEntity;
export const answersAgain: UnitEntity = { ...needsButton, ...working };
const failed = (error: ErrorEnvelope, change: Partial<UnitEntity> = {}): Partial<UnitEntity> => ({
  phase: 'failed',
  error,
  chip: undefined,
  product: undefined,
  version: undefined,
  mac: undefined,
  ...change,
});
const error = (code: string, params: ErrorEnvelope['params'] = {}): ErrorEnvelope => ({ code, params });
const profile: ProfileEntity = {
  product: 'hearth',
  productName: 'Hearth Radio',
  vendor: 'Hearth Ltd',
  release: release.id,
  supportContact: '+44 20 7946 0991, weekdays 9 to 17',
};

const vendorKey = '3f2a9c0d11e2b3a4'.repeat(4);

const setUnit = (value: UnitEntity | undefined): HostChange => ({ kind: 'units', id: 'u1', value });

/** Opening, planning and repairing as a host does them, one after another. */
const answers: Answers = {
  'release.install': (_params, fake) => {
    fake.change({ kind: 'releases', id: release.id, value: release });
    return release;
  },
  'unit.open': (_params, fake) => {
    fake.change(setUnit(ready));
    return { unit: 'u1' };
  },
  'unit.plan': { ok: true, plan: guidedPlan },
  'unit.recover': (_params, fake) => {
    fake.change(setUnit({ ...ready, ...working }));
    return {};
  },
  'unit.resume': (_params, fake) => {
    fake.change(setUnit({ ...ready, ...working }));
    return {};
  },
  'training.start': {},
  'unit.close': (_params, fake) => {
    fake.change(setUnit(undefined));
    return {};
  },
  'support.preview': {
    fileName: 'unstrand-support.zip',
    entries: [
      { name: 'about.txt', size: 120, text: 'Unstrand 0.1.0\nlinux\n' },
      { name: 'journal.jsonl', size: 4210, text: '{"type":"job-started"}\n'.repeat(200) },
      { name: 'wire.csv', size: 90_112, text: 'time,opcode,bytes\n'.repeat(300) },
    ],
  },
  'support.bundle': { fileName: 'unstrand-support.zip', file: 'UEsFBgAAAAA=' },
  'settings.change': (params, fake) => {
    const before = baseState().settings[''];
    if (before !== undefined) fake.change({ kind: 'settings', id: '', value: { ...before, ...params } as never });
    return {};
  },
};

const byId = <T extends { readonly id: string }>(entities: readonly T[]) =>
  Object.fromEntries(entities.map((entity) => [entity.id, entity]));

function scenario({
  ports = [],
  unit,
  releases = [release],
  state = {},
  plan = guidedPlan,
  settings = {},
  given = {},
  ticket = 't1',
}: {
  readonly ports?: readonly PortEntity[];
  readonly unit?: Partial<UnitEntity>;
  readonly releases?: readonly ReleaseEntity[];
  readonly state?: Partial<HostState>;
  readonly plan?: RecoveryPlan;
  readonly settings?: Parameters<typeof baseState>[1];
  readonly given?: Answers;
  /** Empty where the person does not agree. */
  readonly ticket?: string;
} = {}): () => Scenario {
  const units: HostState['units'] = unit === undefined ? {} : { u1: { ...ready, ...unit } };
  const all = { ports: byId(ports), releases: byId(releases), units, ...state };
  return () => ({
    state: baseState(all, { mode: 'guided', operator: '', ...settings }),
    answers: { ...answers, 'unit.plan': { ok: true, plan }, ...given },
    control: { 'ask-ticket': ticket === '' ? {} : { ticket }, 'open-link': {} },
  });
}

const blocked = (code: string, params: PortEntity['diagnosis']['params'], platform = 'linux') =>
  scenario({
    ports: [{ ...port, id: 'usb-1', diagnosis: { code, params } }],
    state: { app: { '': { version: '0.1.0', platform, training: false } } },
  });
const refused = (code: string) =>
  scenario({ ports: [port], unit: {}, given: { 'unit.plan': { ok: false, refusals: [{ code, params: {} }] } } });
const ended = (change: Partial<UnitEntity>) =>
  scenario({
    ports: [port],
    unit: { phase: 'finished', version: '2.10.0', ...change },
    state: { profile: { '': profile } },
  });

/** As a vendor's photo: a dark round button on grey. */
const photo = drawnPhoto();
const nasty = `<img src=x onerror=alert(1)>\u202Egnp.exe${'A'.repeat(900)}`;

/** Drawn by the browser, because a photo would be long. */
function drawnPhoto(): string {
  if (typeof document === 'undefined') return '';
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 420;
  const brush = canvas.getContext('2d');
  if (brush === null) return '';
  brush.fillStyle = '#9a938a';
  brush.fillRect(0, 0, 640, 420);
  brush.fillStyle = '#2f2c29';
  brush.arc(320, 210, 70, 0, 7);
  brush.fill();
  return canvas.toDataURL('image/png');
}

/** Every step of Guided, and what hostile units and packages make of it. */
export const guidedScenarios = {
  'guided-file': scenario({ releases: [] }),
  'guided-file-profile': scenario({
    releases: [],
    given: {
      'profile.inspect': {
        profile,
        keyId: vendorKey,
        keys: [{ id: vendorKey, name: 'Hearth Ltd', isEnrolled: false, isNameTaken: false }],
        releaseVersion: release.version,
        needsConfirmation: true,
      },
      'profile.open': ({ confirmKey }, fake) => {
        if (confirmKey !== vendorKey) return { needsConfirmation: { vendor: profile.vendor, keyId: vendorKey } };
        fake.change({ kind: 'profile', id: '', value: profile }, { kind: 'releases', id: release.id, value: release });
        return {};
      },
    },
  }),
  'guided-file-refused': scenario({
    releases: [],
    given: { 'release.install': () => Promise.reject(error('release.bad-signature')) },
  }),
  'guided-file-revoked': scenario({ releases: [{ ...release, problem: error('release.revoked-key') }] }),
  'guided-find': scenario(),
  'guided-driver': blocked('bridge-without-driver', { bridge: 'WCH CH340', driverPage: 'wch-ch341' }, 'win32'),
  'guided-module': blocked('bridge-without-driver', { bridge: 'WCH CH340', module: 'ch341' }),
  'guided-permission': blocked('no-permission', { group: 'dialout' }),
  'guided-busy': blocked('port-busy', { process: 'minicom', pid: 4711 }),
  'guided-several': scenario({ ports: [port, { ...port, id: '/dev/ttyUSB1' }] }),
  'guided-check': scenario({ ports: [port] }),
  'guided-checking': scenario({
    ports: [port],
    unit: {
      phase: 'inspecting',
      progress: { step: { index: 0, count: 1, kind: 'inspect', target: 'flash' }, done: 30, total: 100 },
    },
  }),
  'guided-button': scenario({
    ports: [port],
    unit: failed(error('loader.wrong-boot-mode', { boot: '0x13' })),
    // Never answers, so that the picture and its retries can be seen.
    given: { 'unit.open': { unit: 'u1' } },
  }),
  'guided-button-photo': scenario({
    ports: [port],
    unit: failed(error('loader.no-sync')),
    state: { profile: { '': { ...profile, buttonPhoto: photo } } },
    given: { 'unit.open': { unit: 'u1' } },
  }),
  'guided-weak-power': scenario({
    ports: [port],
    unit: failed(error('loader.wrong-boot-mode', { count: 5, cause: 'brownout', reset: 'RTC_SW', boot: '0x13' })),
    given: { 'unit.open': { unit: 'u1' } },
  }),
  'guided-noise': scenario({
    ports: [port],
    unit: failed(error('loader.no-sync', { bytes: 300 })),
    given: { 'unit.open': { unit: 'u1' } },
  }),
  'guided-closed': scenario({ ports: [port], unit: failed(error('loader.download-disabled')) }),
  'guided-repair': scenario({ ports: [port], unit: {} }),
  'guided-confirm': scenario({ ports: [port], unit: {}, plan: onlySlotPlan }),
  'guided-declined': scenario({ ports: [port], unit: {}, plan: onlySlotPlan, ticket: '' }),
  'guided-current': scenario({ ports: [port], unit: { version: '2.10.0' } }),
  'guided-unknown-product': refused('plan.unknown-product'),
  'guided-encrypted': refused('plan.flash-encrypted'),
  'guided-repairing': scenario({ ports: [port], unit: working }),
  'guided-needs-button': scenario({ ports: [port], unit: needsButton }),
  'guided-unplugged': scenario({
    unit: { phase: 'failed', outcome: 'failed', unitState: 'partial', canResume: true, error: error('port.gone') },
  }),
  'guided-resume': scenario({ ports: [port], unit: { canResume: true } }),
  'guided-runs': ended({ outcome: 'boots-unjudged', unitState: 'new-boots' }),
  'guided-not-seen': ended({
    outcome: 'boot-not-seen',
    unitState: 'new-unconfirmed',
    error: error('engine.boot-not-seen'),
  }),
  'guided-failed': ended({
    phase: 'failed',
    outcome: 'failed',
    unitState: 'old-boots',
    error: error('engine.verify-failed'),
  }),
  'guided-training': scenario({
    ports: [{ ...port, id: 'sim:seed', simulated: true }],
    state: { app: { '': { version: '0.1.0', platform: 'linux', training: true } } },
  }),
  'guided-hostile': scenario({
    ports: [port],
    unit: { product: undefined, version: nasty },
    releases: [{ ...release, productName: nasty, version: nasty.slice(1) }],
    state: {
      profile: { '': { ...profile, productName: nasty, supportContact: nasty, buttonPhoto: 'javascript:alert(1)' } },
    },
    plan: { ...guidedPlan, release: { ...guidedPlan.release, version: nasty } },
  }),
  tour: scenario({ releases: [], settings: { tourDone: false } }),
} satisfies Readonly<Record<string, () => Scenario>>;
