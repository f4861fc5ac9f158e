import type { Result } from '../../../electron/contract/commands.ts';
import type { HostState, UnitEntity } from '../../../electron/contract/state.ts';
import { explainLog } from '../../../electron/core/explain/explain-log.ts';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import type { RecoveryPlan } from '../../../electron/core/plan/plan.ts';
import { dstRoot, sampleFacts } from '../../support/sample-facts.ts';
import { sampleRecord } from '../../support/sample-record.ts';
import type { Answers, Scenario } from '../page/fake-bridge.ts';
import { baseState } from './base.ts';
import { strandedPicture } from './technician-chain.ts';
import { readyUnit } from './technician-unit.ts';

const record = sampleRecord();
const stranded = record.verdictBefore;
if (stranded === undefined) throw new Error('The sample was judged');
const mac = '24:6f:28:aa:bb:01';
const ticketHash = 'e7'.repeat(32);

const releases: HostState['releases'] = {
  ['d5'.repeat(32)]: {
    id: 'd5'.repeat(32),
    product: 'hearth-speaker',
    productName: 'Hearth Speaker',
    version: '2.0.0',
    build: '2026-01-30',
    chips: ['ESP32'],
    bytes: 1_360_000,
    signedBy: 'Hearth',
  },
};

const usable = { code: 'usable', params: {} };
const ports: HostState['ports'] = {
  '/dev/ttyUSB0': {
    id: '/dev/ttyUSB0',
    name: 'CP2102N USB to UART Bridge Controller',
    simulated: false,
    diagnosis: usable,
  },
  '/dev/ttyUSB1': { id: '/dev/ttyUSB1', name: 'USB2.0-Serial', simulated: false, diagnosis: usable },
  '/dev/ttyACM0': {
    id: '/dev/ttyACM0',
    name: 'USB JTAG/serial debug unit',
    simulated: false,
    diagnosis: {
      code: 'port-busy',
      params: { process: 'minicom', pid: 4711 },
      picture: 'port-busy',
      next: 'close-holder',
    },
  },
};

const facts: UnitFacts = {
  ...sampleFacts(
    'ota_0',
    '1.4.2',
    { ...dstRoot, knownRoot: known({ name: dstRoot.subject, by: 'certificate', edition: 4 }) },
    '2026-02-12T09:15:02.000Z',
  ),
  data: {
    nvs: [
      {
        partition: 'nvs',
        namespaces: ['nvs.net80211', 'hearth', 'volume'],
        formatVersion: known(1),
        encrypted: known(false),
        freePages: 1,
        pages: 4,
      },
    ],
    hasWifiCredentials: known(true),
    wearLevelling: [{ partition: 'storage', version: known(1) }],
  },
};

/** Has to be confirmed before anything happens. */
const confirmed: RecoveryPlan = { ...record.plan, confirmations: ['unsigned-release'] };

const answers: Answers = {
  'label.render': ({ record: sequence, kind }) => ({
    picture: `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="120"><text x="8" y="40">${kind} ${sequence}</text></svg>`,
  }),
  'unit.open': { unit: 'u1' },
  'unit.inspect': {},
  'unit.close': {},
  'unit.facts': facts,
  'unit.judge': {
    verdict: {
      ...stranded,
      remedies: [
        {
          kind: 'append-certificates',
          anchorSpkiSha256: dstRoot.spkiSha256,
          issuer: undefined,
          certificates: [{ sha256: '6d'.repeat(32), subject: 'CN=ISRG Root X1', issuer: 'CN=DST Root CA X3' }],
          leaveOut: [],
          onlyWithoutDateCheck: true,
        },
        { kind: 'flash' },
      ],
    },
    picture: strandedPicture(),
    findings: [{ code: 'asks-for-client-certificate', params: {} }],
  },
  'unit.plan': { ok: true, plan: confirmed },
  'unit.recover': {},
  'unit.stop': {},
  'unit.resume': {},
  'unit.listen': {},
  'unit.backup': {},
  'unit.report': { report: record.report, plan: record.plan, verdict: record.verdictBefore },
  'unit.boot-log': { text: record.report.bootLog, marked: [] },
  'unit.wire': ({ from }) => ({ events: wire(from), next: Math.min(from + 500, 2600), total: 2600 }),
  'backup.list': [
    { id: '246f28aabb01-20260212t091506z-5f3c9a10', mac, at: '2026-02-12T09:15:06.000Z', bytes: 4_194_304 },
  ],
  'unit.restore': ({ ticket }) => (ticket === undefined ? { needsTicketFor: ticketHash } : {}),
  'log.explain': ({ text }) => explainLog(text),
};

function wire(from: number) {
  const opcodes = [0x08, 0x0a, 0x0a, 0x0f, 0x13, 0x11, 0x11, 0xd2];
  return Array.from({ length: Math.max(0, Math.min(500, 2600 - from)) }, (_, index) => ({
    timeMs: (from + index) * 12.5,
    opcode: opcodes[(from + index) % opcodes.length] ?? 8,
    requestBytes: 24 + ((index * 37) % 16384),
    replyBytes: 12,
    result: index === 7 ? ('timeout' as const) : ('ok' as const),
    durationMs: 3.1 + (index % 9),
  }));
}

function scenario(unit: Partial<UnitEntity>, changed: Answers = {}): Scenario {
  return {
    state: baseState({ ports, units: { u1: { ...readyUnit, ...unit } }, releases }),
    answers: { ...answers, ...changed },
    control: { 'ask-ticket': { ticket: 'one-time' } },
  };
}

const attack = '</script><img src=x onerror=alert(1)><b>\u202egpj.exe\u0000\u001b[2J';
const flood = `${attack}${'W'.repeat(1_000_000)}`;

function hostile(): Scenario {
  const name = `${attack}${'x'.repeat(900)}`;
  const bad: UnitFacts = {
    ...facts,
    product: { id: known(flood), confidence: 'low', evidence: [{ kind: 'string', detail: flood }] },
    layout: {
      ...facts.layout,
      runningSlot: known(attack),
      partitions: facts.layout.partitions.map((entry, index) => ({ ...entry, label: `${index}${attack}` })),
    },
    slots: facts.slots.map((slot) => ({
      ...slot,
      label: attack,
      projectName: known(flood),
      versions: [{ source: 'app-string', version: flood, confidence: 'low' }],
    })),
    trust: {
      ...facts.trust,
      anchors: [{ ...dstRoot, subject: `CN=${flood}`, foundIn: { partition: attack, item: flood } }],
      hosts: [flood],
    },
    data: { ...facts.data, nvs: facts.data.nvs.map((nvs) => ({ ...nvs, namespaces: [flood] })) },
  };
  const base = scenario(
    { product: name, version: name, target: name },
    {
      'unit.facts': bad,
      'unit.boot-log': { text: `${attack}\n`.repeat(12_000), marked: [{ line: 3, code: attack }] },
    },
  );
  const id = `port ${name}`;
  const port = { id, name, simulated: true, diagnosis: { code: attack, params: {} } };
  return { ...base, state: { ...base.state, ports: { [id]: port } } };
}

const refusals: Result<'unit.plan'> = {
  ok: false,
  refusals: [
    { code: 'plan.image-too-large', params: { partition: 'ota_1', size: 1_572_864, image: 1_600_000 } },
    { code: 'plan.unknown-product', params: { wanted: 'Hearth Speaker' } },
  ],
};

/** Situations of the technician's screen. */
export const technicianScenarios: Readonly<Record<string, () => Scenario>> = {
  'technician-ports': () => ({ ...scenario({}), state: baseState({ ports, releases }) }),
  'technician-ready': () => scenario({}),
  'technician-inspecting': () => scenario({ phase: 'inspecting' }),
  'technician-refused': () =>
    scenario(
      { product: undefined },
      {
        'unit.plan': refusals,
        'unit.facts': { ...facts, product: { id: unknown('not-present'), confidence: 'low', evidence: [] } },
      },
    ),
  'technician-working': () =>
    scenario({
      phase: 'working',
      progress: {
        step: { index: 1, count: 6, kind: 'write', target: 'ota_1' },
        done: 612_000,
        total: 1_359_872,
        bytesPerSecond: 54_300,
        secondsLeft: 38,
        retry: { code: 'link.timeout', attempt: 2 },
      },
    }),
  'technician-recovered': () =>
    scenario(
      { phase: 'finished', outcome: 'recovered', unitState: 'new-boots', record: 12, version: '2.0.0' },
      { 'unit.facts': record.report.factsAfter ?? facts },
    ),
  'technician-boot-failed': () =>
    scenario(
      { phase: 'finished', outcome: 'boot-failed', unitState: 'new-unconfirmed', record: 13, canResume: true },
      {
        'unit.report': {
          plan: record.plan,
          verdict: record.verdictBefore,
          report: {
            ...record.report,
            outcome: 'boot-failed',
            unitState: 'new-unconfirmed',
            bootFindings: ['brownout', 'boot-loop'],
            factsAfter: undefined,
            verdictAfter: undefined,
            preservedIntact: undefined,
          },
        },
        'unit.boot-log': {
          text: 'rst:0xf (RTCWDT_BROWN_OUT_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nI (29) boot: ESP-IDF v3.2\nBrownout detector was triggered\n',
          marked: [{ line: 3, code: 'brownout' }],
        },
      },
    ),
  'technician-hostile': hostile,
};
