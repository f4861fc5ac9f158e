import type {
  AccessPointEntity,
  HostChange,
  HostState,
  NearbyEntity,
  RadioEntity,
  ReleaseEntity,
  UnitEntity,
} from '../../../electron/contract/state.ts';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import type { RecoveryPlan } from '../../../electron/core/plan/plan.ts';
import { dstRoot, sampleFacts } from '../../support/sample-facts.ts';
import type { Answers, Scenario } from '../page/fake-bridge.ts';
import { baseState } from './base.ts';
import { guidedPlan } from './guided-plan.ts';
import { hostileText } from './hostile.ts';

/** What stands on the label of the unit in these scenarios; nothing that a page sends but `unit.open` may hold it. */
export const labelCode = 'a7K39fQ2';
export const labelQr = JSON.stringify({ ver: 'v1', name: 'PROV_4711', pop: labelCode, transport: 'ble' });
const softApQr = JSON.stringify({ ver: 'v1', name: 'PROV_4712', pop: labelCode, transport: 'softap' });

const near: NearbyEntity = {
  id: 'ble:24:0a:c4:00:00:01',
  channel: 'ble',
  name: 'PROV_4711',
  rssi: -52,
  kind: 'provisioning',
  product: 'hearth',
  productName: 'Hearth Radio',
  simulated: false,
  lastSeen: '2026-02-12T09:15:00.000Z',
};
const far: NearbyEntity = { ...near, id: 'ble:24:0a:c4:00:00:02', name: 'PROV_4712', rssi: -79 };
const other: NearbyEntity = {
  id: 'ble:5c',
  channel: 'ble',
  name: 'Bathroom scales',
  rssi: -61,
  kind: 'other',
  simulated: false,
};
const foreign: NearbyEntity = {
  id: 'ble:5d',
  channel: 'ble',
  name: '',
  rssi: -66,
  kind: 'provisioning',
  simulated: false,
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
  target: near.id,
  targets: [near.id],
  channel: 'ble',
  hasCredentials: true,
  simulated: false,
  phase: 'ready',
  mac: '24:0a:c4:00:00:01',
  chip: 'ESP32',
  product: 'Hearth Radio',
  version: '1.0.0',
  canResume: false,
  revision: 2,
};
const asking: UnitEntity = {
  id: 'u1',
  target: near.id,
  channel: 'ble',
  simulated: false,
  phase: 'failed',
  error: { code: 'provisioning.credentials-needed', params: { kind: 'proof-of-possession' } },
  canResume: false,
  revision: 1,
};
const refusing: UnitEntity = {
  ...asking,
  hasCredentials: true,
  error: { code: 'provisioning.credentials-refused', params: {} },
};
const transfer: UnitEntity = {
  ...ready,
  phase: 'working',
  progress: {
    step: { index: 0, count: 4, kind: 'transfer', target: 'ota_1' },
    done: 240_000,
    total: 1_200_000,
    bytesPerSecond: 1_150,
    secondsLeft: 835,
  },
};
const cutOff: UnitEntity = {
  ...ready,
  phase: 'failed',
  outcome: 'failed',
  unitState: 'old-boots',
  canResume: true,
  error: {
    code: 'provisioning.no-progress',
    params: { attempts: 8, offset: 240_000 },
    unitState: 'old-boots',
    supportCode: '0F3K-8RMW',
  },
};

const plan: RecoveryPlan = {
  ...guidedPlan,
  preserved: [],
  estimate: { bytesRead: 0, bytesWritten: 1_200_000, seconds: 1080 },
};

const facts: UnitFacts = {
  ...sampleFacts('ota_0', '1.0.0', dstRoot, '2026-02-12T09:15:02.000Z'),
  channel: 'ble',
  data: {
    ...{ nvs: [], hasWifiCredentials: unknown('not-supported'), wearLevelling: [] },
    network: known('wrong-network-password'),
  },
  coverage: { read: [], skipped: [{ what: 'flash', reason: 'not-supported' }] },
};
const inferredFacts: UnitFacts = {
  ...facts,
  inferred: 'release-catalogue',
  product: { id: known('hearth'), confidence: 'low', evidence: [{ kind: 'unit-report', detail: 'hearth' }] },
};

const setUnit = (value: UnitEntity | undefined): HostChange => ({ kind: 'units', id: 'u1', value });
const network = (value: AccessPointEntity): HostChange => ({ kind: 'access-point', id: '', value });

/** A host that opens, plans, repairs and moves as a real one does, and takes one code only. */
const answers: Answers = {
  'nearby.scan': {},
  'unit.open': (params, fake) => {
    const given = 'qr' in params ? labelCode : params.credentials?.pop;
    const next = given === undefined ? asking : given === labelCode ? ready : refusing;
    fake.change(
      setUnit({ ...next, ...('target' in params && { target: params.target, channel: channelOf(params.target) }) }),
    );
    return { unit: 'u1' };
  },
  'unit.move': ({ target }, fake) => {
    fake.change(
      setUnit({
        ...transfer,
        target,
        targets: [target, near.id],
        channel: channelOf(target),
        progress: { ...(transfer.progress ?? never()), bytesPerSecond: 86_000, secondsLeft: 12 },
      }),
    );
    return {};
  },
  'unit.plan': { ok: true, plan },
  'unit.facts': facts,
  'unit.recover': (_params, fake) => {
    fake.change(setUnit(transfer));
    return {};
  },
  'unit.resume': (_params, fake) => {
    fake.change(setUnit(transfer));
    return {};
  },
  'unit.close': (_params, fake) => {
    fake.change(setUnit(undefined));
    return {};
  },
  'softap.join': ({ ssid }, fake) => {
    fake.change(network({ state: 'joined', ssid }));
    return {};
  },
  'softap.leave': (_params, fake) => {
    fake.change(network({ state: 'none' }));
    return {};
  },
  'wifi.status': { state: 'failed', reason: 'wrong-password' },
  'wifi.scan': {
    networks: [
      { name: 'Workshop', ssid: '576f726b73686f70', channel: 6, rssi: -48, isOpen: false },
      { name: 'Workshop', ssid: '576f726b73686f70', channel: 11, rssi: -63, isOpen: false },
      { name: 'Guests', ssid: '477565737473', channel: 1, rssi: -60, isOpen: true },
    ],
  },
  'wifi.set': { state: 'connected', address: '192.168.7.31', name: 'Workshop' },
};

function channelOf(target: string): UnitEntity['channel'] {
  return target.startsWith('ble:') ? 'ble' : 'softap';
}

function never(): never {
  throw new Error('A transfer has progress');
}

interface Situation {
  readonly nearby?: readonly NearbyEntity[];
  readonly radio?: RadioEntity;
  readonly unit?: UnitEntity;
  readonly platform?: string;
  readonly given?: Answers;
  readonly state?: Partial<HostState>;
}

function scenario(mode: 'guided' | 'technician', situation: Situation): () => Scenario {
  const { nearby = [near, far, other], radio = { state: 'scanning' }, unit, platform = 'linux', given } = situation;
  return () => ({
    state: baseState(
      {
        app: { '': { version: '0.1.0', platform, training: false } },
        nearby: Object.fromEntries(nearby.map((each) => [each.id, each])),
        radio: { '': radio },
        releases: { [release.id]: release },
        units: unit === undefined ? {} : { u1: unit },
        ...situation.state,
      },
      { mode, operator: mode === 'guided' ? '' : 'Ada' },
    ),
    answers: { ...answers, ...given },
    control: { 'ask-ticket': { ticket: 't1' } },
  });
}

const guided = (situation: Situation) => scenario('guided', situation);
const technician = (situation: Situation) => scenario('technician', situation);

const hostileNearby: NearbyEntity[] = [
  { ...near, name: hostileText, productName: hostileText },
  { ...foreign, id: `ble:${hostileText.slice(0, 500)}`, name: hostileText },
];

/** Units without a cable, in Guided and for technicians. */
export const nearbyScenarios = {
  'nearby-find': guided({}),
  'nearby-none': guided({ nearby: [other] }),
  'nearby-off': guided({ nearby: [], radio: { state: 'off' }, platform: 'win32' }),
  'nearby-unauthorized': guided({ nearby: [], radio: { state: 'unauthorized' }, platform: 'darwin' }),
  'nearby-no-adapter': guided({ nearby: [], radio: { state: 'no-adapter' } }),
  'nearby-stopped': guided({ nearby: [], radio: { state: 'stopped' } }),
  'nearby-code': guided({ unit: asking }),
  'nearby-user-name': guided({
    unit: { ...asking, error: { code: 'provisioning.credentials-needed', params: { kind: 'user-name' } } },
  }),
  'nearby-wrong-code': guided({ unit: refusing }),
  'nearby-repair': guided({ unit: ready }),
  'nearby-repairing': guided({ unit: transfer }),
  'nearby-lost': guided({ unit: cutOff }),
  'nearby-runs': guided({
    unit: { ...ready, phase: 'finished', outcome: 'recovered', unitState: 'new-boots', version: '2.10.0' },
  }),
  'nearby-old': guided({
    unit: { ...ready, inferred: true },
    given: { 'unit.plan': { ok: false, refusals: [{ code: 'provisioning.not-offered', params: { what: 'rcv-fw' } }] } },
  }),
  'nearby-current': guided({
    unit: { ...ready, version: '2.10.0' },
    given: { 'unit.plan': { ok: false, refusals: [{ code: 'plan.already-runs', params: { version: '2.10.0' } }] } },
  }),
  'nearby-hostile': guided({ nearby: hostileNearby }),
  'air-list': technician({ nearby: [near, far, other, foreign], radio: { state: 'idle' } }),
  'air-off': technician({ nearby: [], radio: { state: 'off' } }),
  'air-asking': technician({ unit: refusing }),
  'air-downgraded': technician({
    unit: { ...asking, error: { code: 'provisioning.downgraded', params: { offered: '0', required: '2.1' } } },
  }),
  'air-ready': technician({ unit: ready }),
  'air-inferred': technician({ unit: { ...ready, inferred: true }, given: { 'unit.facts': inferredFacts } }),
  'air-slow': technician({ unit: transfer }),
  'air-lost': technician({ unit: cutOff }),
  'air-hostile': technician({
    nearby: hostileNearby,
    given: {
      'wifi.status': { state: 'connected', address: hostileText.slice(0, 100), name: hostileText.slice(0, 200) },
      'wifi.scan': {
        networks: [{ name: hostileText.slice(0, 200), ssid: '41', channel: 1, rssi: -40, isOpen: false }],
      },
    },
  }),
} satisfies Readonly<Record<string, () => Scenario>>;

export { softApQr };
