import { describe, expect, it } from 'vitest';
import { backupUnit } from '../../../electron/core/engine/backup-unit.ts';
import { type RestoreJob, restoreBackup, restoreHash } from '../../../electron/core/engine/restore.ts';
import { memoryFlash } from '../../support/memory-flash.ts';
import { memoryBackups } from '../../support/memory-job.ts';
import { fixtureMac, noise } from '../../support/recovery-fixture.ts';

const firstPartition = 0x9000;

async function savedUnit() {
  const unit = memoryFlash(noise(0x80000, 5));
  const before = unit.flash.slice();
  const backups = memoryBackups();
  const ranges = [{ offset: 0, length: unit.flash.length }];
  const info = await backupUnit({ loader: unit.loader, mac: fixtureMac, ranges, backups, ownerRecipient: undefined });
  const job: RestoreJob = {
    backupId: info.id,
    loader: unit.loader,
    connect: { before: 'default', useStub: true },
    backups,
    readMac: async () => unit.mac,
    firstPartition,
    confirmedHash: restoreHash(info),
    ownerRecipient: undefined,
  };
  return { unit, before, backups, job };
}

describe('restoreBackup', () => {
  it('puts everything back, and saves what it replaces', async () => {
    const { unit, before, backups, job } = await savedUnit();
    unit.flash.fill(0x11, 0x10000, 0x18000);
    unit.flash.fill(0x22, 0x60000, 0x61000);
    const changed = unit.flash.slice();
    const outcome = await restoreBackup(job);
    expect(unit.flash).toEqual(before);
    expect(outcome.bytesWritten).toBeLessThan(0x30000);
    const saved = backups.saved.get(outcome.backupId ?? '')?.pieces[0];
    expect(saved?.bytes).toEqual(changed.subarray(firstPartition));
  });

  it('writes nothing where nothing differs', async () => {
    const { unit, job } = await savedUnit();
    expect(await restoreBackup(job)).toEqual({ backupId: undefined, bytesWritten: 0 });
    expect(unit.calls.some(({ name }) => name === 'write')).toBe(false);
  });

  it('can be done again after a pulled cable', async () => {
    const { unit, before, job } = await savedUnit();
    unit.flash.fill(0x11, 0x10000, 0x30000);
    unit.fault = ({ name }) => (name === 'write' ? { code: 'port.gone', after: 0x5000 } : undefined);
    await expect(restoreBackup(job)).rejects.toMatchObject({ code: 'port.gone', unitState: 'unknown' });
    unit.fault = () => undefined;
    await restoreBackup(job);
    expect(unit.flash).toEqual(before);
  });

  it('refuses without the confirmation of this backup', async () => {
    const { job } = await savedUnit();
    await expect(restoreBackup({ ...job, confirmedHash: undefined })).rejects.toMatchObject({
      code: 'engine.confirmation-needed',
      params: { hash: job.confirmedHash },
    });
    await expect(restoreBackup({ ...job, confirmedHash: '00' })).rejects.toMatchObject({
      code: 'engine.confirmation-mismatch',
    });
  });

  it('refuses another unit', async () => {
    const { unit, job } = await savedUnit();
    unit.mac = '24:6f:28:aa:bb:02';
    await expect(restoreBackup(job)).rejects.toMatchObject({ code: 'backup.wrong-unit' });
  });

  it('never writes bootloader or table, and refuses when they are others', async () => {
    const { unit, job } = await savedUnit();
    unit.flash[0x1000] = (unit.flash[0x1000] ?? 0) ^ 1;
    await expect(restoreBackup(job)).rejects.toMatchObject({ code: 'engine.unit-changed' });
    expect(unit.calls.some(({ name }) => name === 'write')).toBe(false);
  });
});
