import type { EngineEvent } from '../core/engine/events.ts';
import { journalTime } from './journals.ts';
import type { Workspace } from './workspace.ts';

/** What a job sent and received, kept beside its journal: opcodes or endpoints, lengths, times and results, never payloads (DESIGN §5.7). */
export interface WireLog {
  /** Only puts the event into memory: the hot path never waits for the disk. */
  note(event: EngineEvent): void;
  /** Resolves when everything noted is kept. Never rejects: a full disk must not stop a job. */
  close(): Promise<void>;
}

const folder = 'wire';
/** A log is two files of this size at most; the older one goes when the newer one is full. */
const maxFileBytes = 2 << 20;
/** So many events are written without waiting for the end of the step. */
const maxBuffered = 4096;
/** Logs of so many jobs are kept: a batch station runs thousands. */
const maxJobs = 100;

/** Runs a job with its wire log open; whatever comes of the job, the log is kept. */
export async function withWireLog<T>(id: string, workspace: Workspace, run: (log: WireLog) => Promise<T>): Promise<T> {
  const log = openWireLog(id, workspace);
  try {
    return await run(log);
  } finally {
    await log.close();
  }
}

/** The wire log of a job, oldest line first; empty where none is kept. */
export async function readWireLog(id: string, { store }: Workspace): Promise<string> {
  const pieces = await Promise.all([store.read(olderName(id)), store.read(newerName(id))]);
  return pieces.map((bytes) => new TextDecoder().decode(bytes)).join('');
}

function openWireLog(id: string, workspace: Workspace): WireLog {
  let lines: object[] = [];
  let written = removeOldLogs(workspace).catch(() => undefined);
  const flush = () => {
    const batch = lines;
    lines = [];
    if (batch.length > 0) written = written.then(() => append(id, batch, workspace)).catch(() => undefined);
  };
  return {
    note(event) {
      const line = lineOf(event);
      if (line !== undefined) lines.push(line);
      if (event.type === 'step-finished' || event.type === 'job-finished' || lines.length >= maxBuffered) flush();
    },
    async close() {
      flush();
      await written;
    },
  };
}

/** The members of an event that may be kept, named one by one: texts and contents stay out, whatever an event may get. */
function lineOf(event: EngineEvent): object | undefined {
  switch (event.type) {
    case 'wire': {
      const { timeMs, requestBytes, replyBytes, result, durationMs } = event.event;
      const what = 'opcode' in event.event ? { opcode: event.event.opcode } : { endpoint: event.event.endpoint };
      return { timeMs: rounded(timeMs), ...what, requestBytes, replyBytes, result, durationMs: rounded(durationMs) };
    }
    case 'job-started':
      return { job: 'started', steps: event.steps, resumedAt: event.resumedAt };
    case 'step-started':
      return { step: event.step.id, kind: event.step.kind, state: 'started' };
    case 'step-finished':
      return { step: event.step.id, kind: event.step.kind, state: event.skipped ? 'skipped' : 'finished' };
    case 'retry':
      return { step: event.step.id, retry: event.attempt, code: event.code, baudRate: event.baudRate };
    case 'channel':
      return { channel: event.channel };
    case 'job-finished':
      return { job: event.outcome, unitState: event.unitState };
    default:
      return undefined;
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

async function append(id: string, batch: readonly object[], { store }: Workspace): Promise<void> {
  const bytes = new TextEncoder().encode(batch.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const size = await store.size(newerName(id));
  if (size > 0 && size + bytes.length > maxFileBytes) {
    await store.replace(olderName(id), (await store.read(newerName(id))) ?? new Uint8Array());
    await store.replace(newerName(id), bytes);
  } else await store.append(newerName(id), bytes);
}

async function removeOldLogs({ store }: Workspace): Promise<void> {
  const names = await store.list(folder);
  const ids = [...new Set(names.map(idOf))].sort((a, b) => (journalTime(a) < journalTime(b) ? -1 : 1));
  const old = new Set(ids.slice(0, Math.max(0, ids.length - maxJobs)));
  for (const name of names) if (old.has(idOf(name))) await store.remove(name);
}

function newerName(id: string): string {
  return `${folder}/${id}.jsonl`;
}

function olderName(id: string): string {
  return `${folder}/${id}.older.jsonl`;
}

function idOf(name: string): string {
  return name.slice(folder.length + 1).replace(/(?:\.older)?\.jsonl$/, '');
}
