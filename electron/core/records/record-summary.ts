import type { UnitFacts } from '../inspect/facts.ts';
import { type ChainedRecord, type CredentialsRecord, isCredentialsRecord, type JobRecord } from './record.ts';

/** One record in a line: what lists, exports and searches show. Plain JSON; `undefined` = not known, '' = not of this kind. */
export interface RecordSummary {
  readonly kind: 'job' | 'credentials';
  readonly sequence: number;
  readonly id: string;
  readonly at: string;
  readonly station: string;
  readonly operator: string;
  readonly workOrder: string | undefined;
  readonly serial: string | undefined;
  readonly simulated: boolean;
  readonly mac: string;
  readonly chip: string;
  /** By which the job began, or the credentials went: `usb`, `ble` or `softap`. */
  readonly channel: string;
  readonly product: string;
  readonly versionBefore: string | undefined;
  readonly versionTarget: string;
  readonly versionAfter: string | undefined;
  readonly outcome: string;
  readonly unitState: string;
  readonly errorCode: string | undefined;
  readonly verdictBefore: string | undefined;
  readonly verdictAfter: string | undefined;
  readonly preservedIntact: boolean | undefined;
  readonly durationMs: number;
  readonly backupId: string | undefined;
  readonly planHash: string;
  readonly hash: string;
  /** How the unit was reached; of credentials alone. */
  readonly target: string | undefined;
}

export function summarizeRecord(record: ChainedRecord): RecordSummary {
  return isCredentialsRecord(record) ? summarizeCredentials(record) : summarizeJob(record);
}

function summarizeCredentials({ sequence, hash, body }: CredentialsRecord): RecordSummary {
  const { id, at, station, operator, simulated, channel, target, mac = '', product = '', outcome, errorCode } = body;
  return {
    kind: 'credentials',
    ...{ sequence, id, at, station, operator, simulated, mac, product, outcome, errorCode, hash, channel, target },
    ...{ workOrder: undefined, serial: undefined, versionBefore: undefined, versionAfter: undefined },
    ...{ verdictBefore: undefined, verdictAfter: undefined, preservedIntact: undefined, backupId: undefined },
    ...{ chip: '', versionTarget: '', unitState: '', planHash: '', durationMs: 0 },
  };
}

function summarizeJob({ sequence, hash, body }: JobRecord): RecordSummary {
  const { plan, report } = body;
  return {
    kind: 'job',
    sequence,
    id: body.id,
    at: body.at,
    station: body.station,
    operator: body.operator,
    workOrder: body.workOrder,
    serial: body.serial,
    simulated: body.simulated,
    mac: body.mac,
    chip: plan.unit.chip,
    channel: body.factsBefore.channel,
    product: plan.release.product,
    versionBefore: plan.versionBefore ?? runningVersion(body.factsBefore),
    versionTarget: plan.release.version,
    versionAfter: report.factsAfter && runningVersion(report.factsAfter),
    outcome: report.outcome,
    unitState: report.unitState,
    errorCode: report.error?.code,
    verdictBefore: body.verdictBefore?.status,
    verdictAfter: report.verdictAfter?.status,
    preservedIntact: report.preservedIntact,
    durationMs: durationMs(report.startedAt, report.endedAt),
    backupId: report.backupId,
    planHash: plan.hash,
    hash,
    target: undefined,
  };
}

/** Best evidence of the version that the unit runs; undefined where nothing tells. */
export function runningVersion(facts: UnitFacts): string | undefined {
  const { runningSlot } = facts.layout;
  return facts.slots.find(({ label }) => runningSlot.known && label === runningSlot.value)?.versions[0]?.version;
}

function durationMs(startedAt: string, endedAt: string): number {
  const duration = Date.parse(endedAt) - Date.parse(startedAt);
  return Number.isFinite(duration) ? Math.max(0, duration) : 0;
}
