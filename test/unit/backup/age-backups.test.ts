import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgeBackups, createAgeBackups } from '../../../electron/adapters/backup/age-backups.ts';
import { createFileSecrets } from '../../../electron/adapters/store/file-secrets.ts';
import { createFileStore } from '../../../electron/adapters/store/file-store.ts';
import type { BackupPiece } from '../../../electron/core/engine/backup-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const unit = { mac: '24:6f:28:aa:bb:01' };
const nvs: BackupPiece = {
  offset: 0x9000,
  bytes: new TextEncoder().encode('wifi password: correct horse'.repeat(100)),
};
const slot: BackupPiece = { offset: 0x10000, bytes: new Uint8Array(randomBytes(300_000)) };

interface Station {
  readonly root: string;
  readonly backups: AgeBackups;
  fileOf(id: string): string;
}

function station(now = Date.UTC(2026, 1, 12, 9, 15, 6), root = temporaryFolder()): Station {
  const store = createFileStore(join(root, 'data'));
  const backups = createAgeBackups({
    store,
    secrets: createFileSecrets(join(root, 'secrets')),
    clock: { now: () => now },
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
  });
  return { root, backups, fileOf: (id) => join(root, 'data/backups', `${id}.age`) };
}

async function newOwner(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** What the owner sees with the age tool and zlib alone. */
async function openedBy(identity: string, file: Uint8Array): Promise<{ header: unknown; bytes: Uint8Array }> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const plain = await decrypter.decrypt(file);
  const end = plain.indexOf(0x0a);
  return {
    header: JSON.parse(new TextDecoder().decode(plain.subarray(0, end))),
    bytes: new Uint8Array(inflateSync(plain.subarray(end + 1))),
  };
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return new Uint8Array(Buffer.concat(parts));
}

describe('backups', () => {
  it('loads what it saved, by the station that saved it', async () => {
    const { root, backups } = station();
    const info = await backups.save(unit, [nvs, slot], undefined);
    expect(info.id).toMatch(/^246f28aabb01-20260212t091506z-[0-9a-f]{8}$/);
    expect(info.pieces[0]).toEqual({
      offset: 0x9000,
      length: nvs.bytes.length,
      sha256: createHash('sha256').update(nvs.bytes).digest('hex'),
    });
    expect(await station(0, root).backups.load(info.id)).toEqual({ info, pieces: [nvs, slot] });
  });

  it('saves and loads pieces of any size and number', async () => {
    const { backups } = station();
    const piece = fc.record({ offset: fc.nat(0xffffff), bytes: fc.uint8Array({ maxLength: 2000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 5 }), async (pieces) => {
        const { id } = await backups.save(unit, pieces, undefined);
        expect((await backups.load(id)).pieces).toEqual(pieces);
      }),
      { numRuns: 20 },
    );
  });

  it('is opened by the release’s owner with nothing from the station', async () => {
    const { backups, fileOf } = station();
    const owner = await newOwner();
    const info = await backups.save(unit, [nvs, slot], owner.recipient);
    const { header, bytes } = await openedBy(owner.identity, readFileSync(fileOf(info.id)));
    expect(header).toEqual({ format: 1, ...info });
    expect(bytes).toEqual(new Uint8Array(Buffer.concat([nvs.bytes, slot.bytes])));
  });

  it('keeps no key in the data folder, and nothing of the content in clear', async () => {
    const { root, backups } = station();
    await backups.save(unit, [nvs], undefined);
    for (const entry of readdirSync(join(root, 'data'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      expect(text).not.toMatch(/AGE-SECRET-KEY|password|9000|36864/);
      expect(text).not.toContain(createHash('sha256').update(nvs.bytes).digest('hex'));
    }
  });

  it('does not open on another station', async () => {
    const { backups, fileOf } = station();
    const { id } = await backups.save(unit, [nvs], undefined);
    const other = station();
    await other.backups.save(unit, [nvs], undefined);
    writeFileSync(other.fileOf(id), readFileSync(fileOf(id)));
    await expect(other.backups.load(id)).rejects.toMatchObject({ code: 'backup.wrong-key', params: { id } });
  });

  it('hands a backup out for its owner alone', async () => {
    const { root, backups, fileOf } = station();
    const owner = await newOwner();
    const info = await backups.save(unit, [nvs, slot], owner.recipient);
    const exported = await collect(await backups.exportFor(info.id, owner.recipient));
    expect((await openedBy(owner.identity, exported)).header).toEqual({ format: 1, ...info });
    const identity = readFileSync(join(root, 'secrets/backup-identity'), 'utf8');
    await expect(openedBy(identity, exported)).rejects.toThrow('no identity matched');
    expect((await openedBy(identity, readFileSync(fileOf(info.id)))).header).toEqual({ format: 1, ...info });
  });

  it('lists backups by time without opening them, and passes over what is no backup', async () => {
    const root = temporaryFolder();
    const second = await station(2000, root).backups.save({ mac: '24:6f:28:aa:bb:02' }, [nvs], undefined);
    const first = await station(1000, root).backups.save(unit, [nvs, slot], undefined);
    writeFileSync(join(root, 'data/backups/junk.json'), '{');
    writeFileSync(join(root, 'data/backups/other.json'), JSON.stringify({ ...second, bytes: 1, fileBytes: 1 }));
    rmSync(join(root, 'secrets'), { recursive: true });
    expect(await station(0, root).backups.list()).toMatchObject([
      { id: first.id, mac: unit.mac, createdAt: '1970-01-01T00:00:01.000Z' },
      { id: second.id, mac: '24:6f:28:aa:bb:02', createdAt: '1970-01-01T00:00:02.000Z' },
    ]);
  });

  it('names what it cannot read: missing, cut, changed, renamed', async () => {
    const { backups, fileOf } = station();
    const unreadable = { code: 'backup.unreadable' };
    await expect(backups.load('missing')).rejects.toMatchObject({ ...unreadable, params: { reason: 'ENOENT' } });
    for (const id of ['../../secrets/x', '', 'A', 'a.b'])
      await expect(backups.load(id)).rejects.toMatchObject(unreadable);

    const { id } = await backups.save(unit, [nvs, slot], undefined);
    const file = readFileSync(fileOf(id));
    const positions = [0, 25, 60, 150, 220, 300, 70_000, file.length - 1];
    for (const at of positions) {
      const changed = Uint8Array.from(file);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(fileOf(id), changed);
      await expect(backups.load(id), `byte ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^backup\.(unreadable|wrong-key)$/),
      });
      writeFileSync(fileOf(id), file.subarray(0, at));
      await expect(backups.load(id), `cut at ${at}`).rejects.toMatchObject(unreadable);
    }
    writeFileSync(fileOf(id), file);
    renameSync(fileOf(id), fileOf('other'));
    await expect(backups.load('other')).rejects.toMatchObject({ ...unreadable, params: { reason: 'other-backup' } });
  });

  it('refuses to save for a recipient that is none, too much, or where nothing can be written', async () => {
    const { root, backups } = station();
    await expect(backups.save(unit, [nvs], 'age1nonsense')).rejects.toMatchObject({ code: 'backup.failed' });
    const huge = { offset: 0, bytes: new Uint8Array((64 << 20) + 1) };
    await expect(backups.save(unit, [huge], undefined)).rejects.toMatchObject({
      code: 'backup.failed',
      params: { reason: 'size' },
    });
    expect(await backups.list()).toEqual([]);
    rmSync(join(root, 'data'), { recursive: true, force: true });
    writeFileSync(join(root, 'data'), 'a file where the folder should be');
    await expect(backups.save(unit, [nvs], undefined)).rejects.toMatchObject({ code: 'backup.failed' });
  });
});

describe('hostile backups, encrypted to this station by somebody else', () => {
  async function load(makeContent: (header: Record<string, unknown>) => Uint8Array): Promise<unknown> {
    const { root, backups, fileOf } = station();
    const info = await backups.save(unit, [nvs], undefined);
    const encrypter = new Encrypter();
    const identity = readFileSync(join(root, 'secrets/backup-identity'), 'utf8');
    encrypter.addRecipient(await identityToRecipient(identity));
    writeFileSync(fileOf(info.id), await encrypter.encrypt(makeContent({ format: 1, ...info })));
    return backups.load(info.id);
  }
  const content = (header: unknown, bytes: Uint8Array): Uint8Array =>
    new Uint8Array(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), deflateSync(bytes)]));
  const unreadable = (reason: string) => ({ code: 'backup.unreadable', params: { reason } });

  it('stops a stream that swells beyond what its header promises', async () => {
    await expect(load((header) => content(header, new Uint8Array(200 << 20)))).rejects.toMatchObject(
      unreadable('size'),
    );
  });

  it('refuses a header that promises too much, is endless or is none', async () => {
    const big = { offset: 0, length: 40 << 20, sha256: '00'.repeat(32) };
    await expect(load((header) => content({ ...header, pieces: [big, big] }, nvs.bytes))).rejects.toMatchObject(
      unreadable('size'),
    );
    await expect(load(() => new Uint8Array(5 << 20).fill(0x20))).rejects.toMatchObject(unreadable('header'));
    for (const header of ['x', null, {}, { format: 2 }]) {
      await expect(load(() => content(header, nvs.bytes))).rejects.toMatchObject(unreadable('header'));
    }
  });

  it('refuses bytes that are not those of the header', async () => {
    const other = Uint8Array.from(nvs.bytes).fill(1, 5, 6);
    await expect(load((header) => content(header, other))).rejects.toMatchObject(unreadable('sha256'));
    await expect(load((header) => content(header, nvs.bytes.subarray(1)))).rejects.toMatchObject(unreadable('size'));
    await expect(load((header) => content(header, nvs.bytes).subarray(0, -4))).rejects.toMatchObject(
      unreadable('damaged'),
    );
  });
});

it('saves and loads 16 MiB within 100 MB of memory', () => {
  const output = execFileSync(process.execPath, ['test/support/backup-memory.ts', temporaryFolder()], {
    encoding: 'utf8',
  });
  const { extraMiB } = JSON.parse(output) as { extraMiB: number };
  expect(extraMiB).toBeGreaterThan(0);
  expect(extraMiB).toBeLessThan(100);
});
