import { expect } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { JobRecord } from '../../../electron/core/records/record.ts';
import type { ChannelAccess } from '../../../electron/host/channel/channel-access.ts';
import type { AirBench } from './air-bench.ts';

const maxAttempts = 60;

/**
 * Recovers, and resumes until the job is done, as a person would who tries again whenever the link broke. Fails where
 * anything but a link error comes. How often it was begun, and the last record.
 */
export async function finishJob(bench: AirBench, access: ChannelAccess) {
  let hasJob = false;
  for (let attempts = 1; attempts <= maxAttempts; attempts++) {
    const record = await attempt(bench, access, hasJob);
    if (record?.body.report.outcome === 'recovered') return { attempts, record };
    hasJob ||= record !== undefined;
  }
  throw new Error('never done');
}

async function attempt(bench: AirBench, access: ChannelAccess, hasJob: boolean): Promise<JobRecord | undefined> {
  try {
    if (hasJob) return (await bench.resume(access)).record;
    const result = await bench.recover(access);
    if (result.kind !== 'ran') return expect.fail(`${result.kind}: ${JSON.stringify(result)}`);
    return result.record;
  } catch (error) {
    // Nothing was begun: the link broke while the unit was read.
    expect(error).toBeInstanceOf(RecoveryError);
    expect(error).toMatchObject({ code: expect.stringMatching(/^(ble|provisioning)\./) });
    return undefined;
  }
}
