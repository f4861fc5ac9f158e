import type { Report } from '../engine/report.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { RecoveryPlan } from '../plan/plan.ts';
import type { SecurityDowngrade } from '../provisioning/security-policy.ts';
import type { Verdict } from '../trust/verdict.ts';
import type { CredentialsBody } from './credentials-entry.ts';
import type { RecordedServer } from './recorded-server.ts';

/** Evidence of one job; it has no `kind`, as before there were others. One JSON line of `records/chain.jsonl`; plain facts, no secret. */
export interface RecordBody {
  readonly schema: 1;
  readonly id: string;
  readonly at: string;
  readonly station: string;
  readonly operator: string;
  readonly workOrder: string | undefined;
  /** The unit's serial number, as scanned from its label. */
  readonly serial?: string | undefined;
  /** The signed policy that confirmed the plan in a batch. */
  readonly policy?: { readonly sha256: string; readonly signedBy: string } | undefined;
  /** Less security than the unit's product has, which the operator let pass: what it offered, and what it had to. */
  readonly downgrade?: SecurityDowngrade | undefined;
  readonly simulated: boolean;
  readonly mac: string;
  readonly factsBefore: UnitFacts;
  readonly verdictBefore: Verdict | undefined;
  /** What both verdicts judge; records of jobs without a server, and older ones, have none. */
  readonly server?: RecordedServer | undefined;
  readonly plan: RecoveryPlan;
  readonly report: Report;
}

/** A line of the chain: `hash` is SHA-256 over the canonical JSON of everything else in it. */
interface ChainLine<Body> {
  readonly sequence: number;
  /** Hash of the record before; 64 zeros for the first. */
  readonly previous: string;
  readonly body: Body;
  readonly hash: string;
  /** ECDSA P-256/SHA-256 over the hash, base64, by the station's key: every line is a signed head. */
  readonly signature: string;
}

/** The record of a job. */
export type JobRecord = ChainLine<RecordBody>;
/** The record of Wi-Fi credentials that a unit was given. */
export type CredentialsRecord = ChainLine<CredentialsBody>;
/** A record in the chain, of either kind. */
export type ChainedRecord = JobRecord | CredentialsRecord;
/** The line that a body becomes. */
export type RecordOf<Body extends ChainedRecord['body']> = ChainLine<Body>;

export function isCredentialsRecord(record: ChainedRecord): record is CredentialsRecord {
  return 'kind' in record.body;
}

export function isJobRecord(record: ChainedRecord): record is JobRecord {
  return !isCredentialsRecord(record);
}
