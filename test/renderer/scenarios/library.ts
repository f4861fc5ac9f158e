import type { Result } from '../../../electron/contract/commands.ts';
import type { HostState, ReleaseEntity } from '../../../electron/contract/state.ts';
import type { Scenario } from '../page/fake-bridge.ts';
import { baseState } from './base.ts';
import { hostileText } from './hostile.ts';

const id = (digit: string) => digit.repeat(64);
const vendorKey = '3f2a9c0d11e2b3a4'.repeat(4);

/** Firmware that the release recognises. */
export const knownHashes = ['0123456789abcdef'.repeat(4), 'fedcba9876543210'.repeat(4)] as const;

const release: ReleaseEntity = {
  id: id('a'),
  product: 'seed-radio',
  productName: 'Seed Radio',
  version: '2.0.0',
  build: '2026-03-04',
  chips: ['ESP32', 'ESP32-C3'],
  bytes: 1_843_200,
  signedBy: 'Example Vendor',
  validUntil: '2027-12-31T00:00:00Z',
};

const manifest: Result<'release.inspect'>['manifest'] = {
  format: 1,
  product: { id: 'seed-radio', name: 'Seed Radio' },
  version: '2.0.0',
  build: '2026-03-04',
  created: '2026-03-04T09:00:00Z',
  validUntil: '2027-12-31T00:00:00Z',
  images: [
    {
      chip: 'ESP32',
      role: 'app',
      file: 'esp32-app.bin',
      size: 1_024_000,
      sha256: id('1'),
      minRevision: 100,
      bootloaders: [],
    },
    { chip: 'ESP32-C3', role: 'app', file: 'c3-app.bin', size: 819_200, sha256: id('2'), bootloaders: [] },
  ],
  preserve: ['settings'],
  trust: [],
  knownReleases: [{ version: '1.4.2', images: [], anchors: [] }],
  identify: [
    { kind: 'project-name', value: 'seed-radio' },
    { kind: 'image-hash', sha256: knownHashes[0] },
    { kind: 'image-hash', sha256: knownHashes[1] },
  ],
  servers: [{ host: 'updates.example.com', port: 443 }],
  boot: { version: 'App version:      2.0.0', lines: [], timeoutMs: 15_000 },
  dateCheck: false,
};

const photo =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAYAAABGM/VAAAAAKElEQVR4AWxKyQkAAAgK9+rZ5u1VINorQcUDIWT1mFdqo8Erk+R9LgAAAP//WaMW+gAAAAZJREFUAwB+kwtigp9j1wAAAABJRU5ErkJggg==';

const profile = {
  product: 'seed-radio',
  productName: 'Seed Radio',
  vendor: 'Example Vendor',
  release: id('a'),
  supportContact: 'help@example.com, +49 30 1234567',
  buttonPhoto: photo,
};

const inspected: Result<'profile.inspect'> = {
  profile,
  keyId: vendorKey,
  keys: [
    { id: vendorKey, name: 'Example Vendor', isEnrolled: false, isNameTaken: true },
    { id: id('b'), name: 'Example Factory', isEnrolled: true, isNameTaken: false },
  ],
  releaseVersion: '2.0.0',
  needsConfirmation: true,
};

const full: Partial<HostState> = {
  releases: {
    [id('a')]: release,
    [id('c')]: { ...release, id: id('c'), productName: 'Seed Clock', signedBy: undefined, validUntil: undefined },
    [id('d')]: {
      ...release,
      id: id('d'),
      productName: 'Seed Lamp',
      version: '1.0.0',
      problem: {
        code: 'release.revoked-key',
        params: { keyId: id('e').slice(0, 16), name: 'Old key', revokedAt: '2026-01-02T00:00:00Z' },
      },
    },
  },
  keys: {
    [id('b')]: { id: id('b'), name: 'Example Factory', enrolledAt: '2026-01-01T00:00:00Z' },
    [id('e')]: { id: id('e'), name: 'Old key', enrolledAt: '2025-01-01T00:00:00Z', revokedAt: '2026-01-02T00:00:00Z' },
  },
};

const answers: Scenario['answers'] = {
  'release.install': (_params, fake) => {
    fake.change({ kind: 'releases', id: release.id, value: release });
    return release;
  },
  'release.inspect': { manifest },
  'release.remove': ({ release: removed }, fake) => {
    fake.change({ kind: 'releases', id: removed });
    return {};
  },
  'key.enrol': ({ name }, fake) => {
    if (name === 'Nobody') throw { code: 'key.unreadable', params: { reason: 'not-p256' } };
    fake.change({ kind: 'keys', id: id('f'), value: { id: id('f'), name, enrolledAt: '2026-06-01T00:00:00Z' } });
    return {};
  },
  'key.revoke': ({ key }, fake) => {
    const before = full.keys?.[key];
    if (before) fake.change({ kind: 'keys', id: key, value: { ...before, revokedAt: '2026-06-01T00:00:00Z' } });
    return {};
  },
  'profile.inspect': inspected,
  'profile.open': ({ confirmKey }, fake) => {
    if (confirmKey !== vendorKey) return { needsConfirmation: { vendor: profile.vendor, keyId: vendorKey } };
    fake.change({ kind: 'profile', id: '', value: profile });
    return {};
  },
  'profile.close': (_params, fake) => {
    fake.change({ kind: 'profile', id: '' });
    return {};
  },
};

export const libraryScenarios: Readonly<Record<string, () => Scenario>> = {
  'library-empty': () => ({ state: baseState(), answers }),
  'library-full': () => ({ state: baseState({ ...full, profile: { '': profile } }), answers }),
  'library-hostile': () => ({
    state: baseState({
      releases: {
        [id('a')]: {
          ...release,
          productName: hostileText,
          version: hostileText,
          build: hostileText,
          signedBy: hostileText,
        },
      },
      keys: { [id('b')]: { id: id('b'), name: hostileText, enrolledAt: hostileText.slice(0, 40) } },
      profile: { '': { ...profile, vendor: hostileText, productName: hostileText, supportContact: hostileText } },
    }),
    answers: {
      ...answers,
      'release.inspect': {
        manifest: {
          ...manifest,
          preserve: ['<b>x</b>'],
          identify: [{ kind: 'string', value: '<img src=x onerror=alert(1)>' }],
        },
      },
    },
  }),
};
