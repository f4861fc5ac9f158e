import type { Report } from '../../electron/core/engine/report.ts';
import type { PlanStep, RecoveryPlan } from '../../electron/core/plan/plan.ts';
import type { RecordBody } from '../../electron/core/records/record.ts';
import type { Verdict } from '../../electron/core/trust/verdict.ts';
import { dstRoot, isrgRoot, sampleFacts } from './sample-facts.ts';

/** A record of the seed case: an ESP-ADF unit on IDF v3.2 with one root of 2000, recovered over USB. Plain JSON. */
export function sampleRecord(changes: Partial<RecordBody> = {}): RecordBody {
  return {
    schema: 1,
    id: '246f28aabb01-20260212t091500z',
    at: '2026-02-12T09:16:31.480Z',
    station: 'bench-3',
    operator: 'J. Okafor',
    workOrder: 'RMA-20418',
    simulated: false,
    mac: '24:6f:28:aa:bb:01',
    factsBefore: sampleFacts('ota_0', '1.4.2', dstRoot, '2026-02-12T09:15:02.000Z'),
    verdictBefore: stranded,
    plan: samplePlan,
    report: sampleReport,
    ...changes,
  };
}

/** The same record of a simulated unit. */
export function sampleSimulatedRecord(): RecordBody {
  const body = sampleRecord();
  return { ...body, simulated: true, plan: { ...body.plan, unit: { ...body.plan.unit, simulated: true } } };
}

const stranded: Verdict = {
  schema: 1,
  status: 'stranded',
  reasons: [{ code: 'no-path', params: { issuer: 'CN=ISRG Root X1', subject: 'CN=R3', anchors: 1 } }],
  outcomes: [
    {
      dateCheck: false,
      outcome: {
        accepted: false,
        code: 0x2700,
        flags: 0x8,
        logLines: [
          'mbedtls_ssl_handshake returned -0x2700',
          'Failed to verify peer certificate! The certificate is not correctly signed by the trusted CA',
        ],
      },
    },
  ],
  path: [],
  until: undefined,
  remedies: [{ kind: 'flash' }],
  missing: [],
};

const reachable: Verdict = {
  schema: 1,
  status: 'reachable',
  reasons: [{ code: 'path-found', params: { anchor: 'CN=ISRG Root X1' } }],
  outcomes: [{ dateCheck: false, outcome: { accepted: true, code: 0, flags: 0, logLines: [] } }],
  path: ['11'.repeat(32), '22'.repeat(32), isrgRoot.spkiSha256],
  until: { date: '2035-06-04T11:04:38.000Z', subject: 'CN=ISRG Root X1' },
  remedies: [],
  missing: [],
};

const base = { hazard: 'none', undo: 'not-needed', stateDuring: 'old-boots', stateAfter: 'old-boots' } as const;

const steps: PlanStep[] = [
  {
    ...base,
    id: 0,
    kind: 'backup',
    target: 'flash',
    ranges: [{ partition: 'flash', offset: 0, length: 0x400000 }],
    stateDuring: 'untouched',
    stateAfter: 'untouched',
  },
  {
    ...base,
    id: 1,
    kind: 'write',
    target: 'ota_1',
    offset: 0x190000,
    length: 0x14c000,
    content: { kind: 'image', sha256: 'b2'.repeat(32), length: 0x14c000 },
    hazard: 'data-loss',
    undo: 'restore-backup',
  },
  {
    ...base,
    id: 2,
    kind: 'verify',
    target: 'ota_1',
    offset: 0x190000,
    length: 0x14c000,
    md5: '0f'.repeat(16),
    stateAfter: 'staged',
  },
  {
    ...base,
    id: 3,
    kind: 'select-slot',
    target: 'otadata',
    offset: 0xe000,
    length: 0x1000,
    content: { kind: 'bytes', base64: 'AgAAAA==' },
    slot: 'ota_1',
    stateDuring: 'staged',
    stateAfter: 'new-unconfirmed',
  },
  {
    ...base,
    id: 4,
    kind: 'boot-check',
    target: 'ota_1',
    version: '2.0.0',
    lines: ['Hearth 2.0.0'],
    slotOffset: 0x190000,
    isOnlySlot: false,
    timeoutMs: 10_000,
    stateDuring: 'new-unconfirmed',
    stateAfter: 'new-boots',
  },
  { ...base, id: 5, kind: 'confirm', target: 'flash', stateDuring: 'new-boots', stateAfter: 'new-boots' },
];

const samplePlan: RecoveryPlan = {
  schema: 1,
  hash: 'c4'.repeat(32),
  unit: { mac: '24:6f:28:aa:bb:01', chip: 'ESP32', simulated: false },
  release: { product: 'hearth-speaker', version: '2.0.0', build: '2026-01-30', manifestSha256: 'd5'.repeat(32) },
  versionBefore: '1.4.2',
  targetSlot: 'ota_1',
  overwritesOnlySlot: false,
  steps,
  preserved: [
    { partition: 'nvs', offset: 0x9000, length: 0x4000 },
    { partition: 'phy_init', offset: 0xf000, length: 0x1000 },
    { partition: 'storage', offset: 0x310000, length: 0xe0000 },
  ],
  confirmations: [],
  preconditions: [{ offset: 0x8000, length: 0x1000, sha256: '5e'.repeat(32) }],
  estimate: { bytesRead: 0x400000, bytesWritten: 0x14d000, seconds: 74 },
};

const bootLog = `ets Jun  8 2016 00:22:57

rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)
configsip: 0, SPIWP:0xee
mode:DIO, clock div:2
load:0x3fff0018,len:4
entry 0x400806f8
I (29) boot: ESP-IDF v3.2-103-g4aa1058e8 2nd stage bootloader
I (29) boot: compile time 14:31:54
I (48) boot: SPI Flash Size : 4MB
I (52) boot: Partition Table:
I (59) boot: ## Label            Usage          Type ST Offset   Length
I (66) boot:  0 nvs              WiFi data        01 02 00009000 00004000
I (74) boot:  1 otadata          OTA data         01 00 0000d000 00002000
I (81) boot:  2 phy_init         RF data          01 01 0000f000 00001000
I (89) boot:  3 ota_0            OTA app          00 10 00010000 00180000
I (96) boot:  4 ota_1            OTA app          00 11 00190000 00180000
I (111) boot: End of partition table
I (612) boot: Loaded app from partition at offset 0x190000
I (735) app: Hearth 2.0.0 (build 2026-01-30)
I (2140) wifi: connected with <redacted>, channel 6
I (3305) ota: https://ota.hearth.example/fw/speaker.json: up to date
`;

const sampleReport: Report = {
  schema: 1,
  planHash: samplePlan.hash,
  outcome: 'recovered',
  unitState: 'new-boots',
  startedAt: '2026-02-12T09:15:06.100Z',
  endedAt: '2026-02-12T09:16:31.400Z',
  steps: [
    { id: 0, kind: 'backup', target: 'flash', result: 'done', durationMs: 46_210, bytesWritten: 0, restarts: 0 },
    { id: 1, kind: 'write', target: 'ota_1', result: 'done', durationMs: 24_870, bytesWritten: 0x14c000, restarts: 1 },
    { id: 2, kind: 'verify', target: 'ota_1', result: 'done', durationMs: 640, bytesWritten: 0, restarts: 0 },
    {
      id: 3,
      kind: 'select-slot',
      target: 'otadata',
      result: 'done',
      durationMs: 92,
      bytesWritten: 0x1000,
      restarts: 0,
    },
    { id: 4, kind: 'boot-check', target: 'ota_1', result: 'done', durationMs: 3420, bytesWritten: 0, restarts: 0 },
    { id: 5, kind: 'confirm', target: 'flash', result: 'done', durationMs: 2980, bytesWritten: 0, restarts: 0 },
  ],
  error: undefined,
  bootLog,
  bootFindings: [],
  factsAfter: sampleFacts('ota_1', '2.0.0', isrgRoot, '2026-02-12T09:16:29.000Z'),
  verdictAfter: reachable,
  preservedIntact: true,
  backupId: '246f28aabb01-20260212t091506z-5f3c9a10',
};
