import { z } from 'zod';
import { maxSerialLength } from '../core/batch/serial-number.ts';
import { RecoveryError } from '../core/errors/recovery-error.ts';
import type { SecurityDowngrade } from '../core/provisioning/security-policy.ts';
import type { Workspace } from './workspace.ts';

/** What a job was started with that its journal does not hold, so that `resume` ends it as `recover` would have. */
export interface JobContext {
  readonly server:
    | {
        readonly host?: string | undefined;
        readonly chain: readonly string[];
        readonly source: 'file' | 'probe' | 'pasted';
      }
    | undefined;
  readonly workOrder: string | undefined;
  readonly allowUnsigned: boolean;
  readonly serial?: string | undefined;
  /** The signed policy of the batch that the job belongs to. */
  readonly policy?: { readonly sha256: string; readonly signedBy: string } | undefined;
  /** Less security than the unit's product has, which the operator let pass. */
  readonly downgrade?: SecurityDowngrade | undefined;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const schema = z.object({
  server: z
    .object({
      host: z.string().max(255).optional(),
      chain: z.array(z.string().max(100_000)).max(64),
      source: z.enum(['file', 'probe', 'pasted']),
    })
    .optional(),
  workOrder: z.string().max(1000).optional(),
  allowUnsigned: z.boolean(),
  serial: z.string().max(maxSerialLength).optional(),
  policy: z.object({ sha256: digest, signedBy: digest }).optional(),
  downgrade: z.object({ offered: z.string().max(16), required: z.string().max(16) }).optional(),
});

export async function keepContext(journalId: string, context: JobContext, { store }: Workspace): Promise<void> {
  await store.replace(contextName(journalId), new TextEncoder().encode(JSON.stringify(context)));
}

/** Throws `engine.journal-damaged` where the file is not what `keepContext` wrote. */
export async function keptContext(journalId: string, { store }: Workspace): Promise<JobContext> {
  const bytes = await store.read(contextName(journalId));
  const found = schema.safeParse(bytes && parseJson(bytes));
  if (!found.success) throw new RecoveryError('engine.journal-damaged', { journal: journalId, line: 0 });
  const { server, workOrder, allowUnsigned, serial, policy, downgrade } = found.data;
  return { server, workOrder, allowUnsigned, serial, policy, downgrade };
}

function contextName(journalId: string): string {
  return `jobs/${journalId}.json`;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
