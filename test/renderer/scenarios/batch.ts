import type { BatchEntity, StationEntity } from '../../../electron/contract/batch-entities.ts';
import type { HostState, ReleaseEntity } from '../../../electron/contract/state.ts';
import type { Answers, Scenario } from '../page/fake-bridge.ts';
import { baseState } from './base.ts';

const releaseId = 'ab'.repeat(32);
const release: ReleaseEntity = {
  id: releaseId,
  product: 'seed-radio',
  productName: 'Seed Radio',
  version: '2.0.0',
  build: '7',
  chips: ['ESP32'],
  bytes: 1_200_000,
  signedBy: 'Vendor',
};
const at = '2026-03-02T08:00:00.000Z';
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120"><path d="M20 20h200v80H20z"/></svg>';

const answers: Answers = {
  'batch.start': {},
  'batch.pause': {},
  'batch.resume': {},
  'batch.stop': {},
  'batch.retry': {},
  'batch.assign': {},
  'batch.operator': {},
  'batch.station-codes': { html: '<!doctype html><title>Station codes</title>' },
  'batch.report': { html: '<!doctype html><title>Shift</title>' },
  'batch.export': { file: 'YQ==' },
  'settings.change': {},
  'label.render': { picture: svg },
  'training.plug': {},
  'training.unplug': {},
};

function batch(changes: Partial<BatchEntity> = {}): BatchEntity {
  return {
    id: 'batch-20260302080000000',
    startedAt: at,
    status: 'running',
    operator: 'Ada',
    workOrder: 'RMA-1207',
    release: { id: releaseId, productName: 'Seed Radio', version: '2.0.0' },
    policy: { name: 'Spring campaign', signedBy: 'Vendor' },
    needsSerial: true,
    parallel: 32,
    counters: { units: 0, recovered: 0, setAside: 0, failed: 0, interrupted: 0, pending: 0 },
    ...changes,
  };
}

type Change = Partial<StationEntity> & Pick<StationEntity, 'phase'>;

function station(number: number, change: Change): StationEntity {
  return {
    number,
    port: `/dev/ttyUSB${number - 1}`,
    plugged: change.phase !== 'empty',
    unit: {
      mac: `24:6F:28:B0:00:${number.toString(16).padStart(2, '0').toUpperCase()}`,
      chip: 'ESP32',
      versionBefore: '1.4.2',
    },
    startedAt: at,
    ...change,
  };
}

const progress = (step: string, share: number, secondsLeft?: number) => ({
  ...{ step, share, secondsLeft },
  ...{ target: 'ota_1', bytesPerSecond: 84_000, retries: 0, resumed: false },
});
const running = (step: string, share: number, secondsLeft?: number): Change => ({
  phase: 'running',
  progress: progress(step, share, secondsLeft),
});
const button: Change = {
  phase: 'running',
  progress: { ...progress('reconnect', 0.2), needs: 'button' },
};
const done: Change = { phase: 'recovered', outcome: 'recovered', serial: 'SN-4711', record: 12 };
const failed: Change = {
  phase: 'failed',
  record: 13,
  error: {
    code: 'engine.boot-failed',
    params: { finding: 'brownout' },
    unitState: 'new-unconfirmed',
    supportCode: '100M-K001',
  },
};
const stranger: Change = {
  phase: 'set-aside',
  error: {
    code: 'plan.unknown-product',
    params: { wanted: 'Seed Radio' },
    unitState: 'untouched',
    supportCode: '0026-FR01',
  },
};
const unconfirmed: Change = {
  phase: 'set-aside',
  error: { code: 'batch.not-allowed', params: { confirmations: 'no-backup' }, unitState: 'untouched' },
};
const interrupted: Change = {
  phase: 'interrupted',
  plugged: false,
  error: { code: 'port.gone', params: { port: '/dev/ttyUSB7' }, unitState: 'partial' },
};

/** One of each kind, then more of those that are common. */
const mixed: readonly Change[] = [
  done,
  running('write', 0.43, 52),
  running('backup', 0.12, 190),
  { phase: 'needs-serial' },
  failed,
  { phase: 'inspecting' },
  running('verify', 0.9, 8),
  interrupted,
  done,
  running('boot-check', 0.96),
  { phase: 'unplug-me', serial: 'SN-4709' },
  stranger,
  { phase: 'waiting' },
  unconfirmed,
  { phase: 'empty', unit: undefined },
  { phase: 'connecting', unit: undefined },
];

function state(head: BatchEntity, changes: readonly Change[]): Partial<HostState> {
  const count = (...phases: StationEntity['phase'][]) => changes.filter(({ phase }) => phases.includes(phase)).length;
  const ended = { recovered: count('recovered', 'unplug-me'), failed: count('failed'), setAside: count('set-aside') };
  const interruptions = count('interrupted');
  const counters = {
    ...ended,
    interrupted: interruptions,
    units: ended.recovered + ended.failed + ended.setAside + interruptions,
    pending: count('running', 'connecting', 'inspecting', 'needs-serial', 'waiting'),
  };
  const stations = changes.map((change, index) => [String(index + 1), station(index + 1, change)]);
  return {
    releases: { [releaseId]: release },
    batch: { '': { ...head, counters } },
    stations: Object.fromEntries(stations),
  };
}

const scenario = (part: Partial<HostState>, isTraining = false): Scenario => ({
  state: baseState({ ...part, app: { '': { version: '0.1.0', platform: 'linux', training: isTraining } } }),
  answers,
  control: { abilities: { pdf: true, updates: false }, 'print-pdf': { file: 'YQ==' } },
});

const port = (id: string) => ({ id, name: 'CP2102N', simulated: false, diagnosis: { code: 'usable', params: {} } });
const hostile = `<img src=x onerror="window.hacked=1">\u202eevil\u0000${'A'.repeat(900)}`;

export const batchScenarios: Readonly<Record<string, () => Scenario>> = {
  'batch-setup': () =>
    scenario({
      releases: { [releaseId]: release },
      ports: { '/dev/ttyUSB0': port('/dev/ttyUSB0'), '/dev/ttyUSB1': port('/dev/ttyUSB1') },
    }),
  'batch-setup-training': () => scenario({ releases: { [releaseId]: release } }, true),
  'batch-setup-bare': () => scenario({}),
  'batch-mixed': () => scenario(state(batch(), mixed)),
  'batch-paused': () => scenario(state(batch({ status: 'paused' }), [...mixed.slice(0, 5), { phase: 'paused' }])),
  'batch-few': () => scenario(state(batch({ needsSerial: false, policy: undefined }), mixed.slice(0, 4)), true),
  'batch-many': () => scenario(state(batch(), [...mixed, ...mixed])),
  'batch-done': () =>
    scenario(
      state(
        batch({ status: 'stopped' }),
        Array.from({ length: 16 }, (_, index) => (index === 4 ? failed : index === 11 ? stranger : done)),
      ),
    ),
  'batch-button': () => scenario(state(batch({ needsSerial: false }), [button, running('write', 0.43, 52)])),
  'batch-empty': () => scenario(state(batch(), [])),
  'batch-hostile': () =>
    scenario(
      state(batch({ operator: hostile, workOrder: hostile, policy: { name: hostile, signedBy: hostile } }), [
        { ...done, serial: hostile, port: hostile },
        { ...stranger, unit: { mac: '24:6f:28:b0:00:02', chip: 'ESP32', versionBefore: hostile } },
      ]),
    ),
};
