/**
 * What an error means to somebody who must not have to know what a partition is. Words in `guided.json` under `plain`;
 * support hears the exact code from the support code.
 */
export type PlainGroup =
  | 'other-product'
  | 'unknown-product'
  | 'protected'
  | 'closed-for-good'
  | 'file-unfit'
  | 'file-untrusted'
  | 'unit-unusual'
  | 'unit-unreadable'
  | 'other-unit'
  | 'connection'
  | 'busy'
  | 'computer'
  | 'did-not-start'
  | 'radio'
  | 'cable-needed'
  | 'unexpected';

const groups: Readonly<Record<Exclude<PlainGroup, 'unexpected'>, readonly string[]>> = {
  'other-product': ['plan.wrong-product', 'plan.wrong-chip', 'plan.no-image-for-chip'],
  'unknown-product': ['plan.unknown-product'],
  protected: [
    'plan.flash-encrypted',
    'plan.secure-boot-unsigned',
    'plan.secure-boot-wrong-key',
    'plan.secure-boot-v1-region',
    'plan.security-unknown',
    'loader.not-available',
  ],
  'closed-for-good': ['loader.download-disabled'],
  'file-unfit': [
    'plan.wrong-revision',
    'plan.secure-version-too-old',
    'plan.image-too-large',
    'plan.image-invalid',
    'plan.bootloader-not-declared',
    'plan.no-recovery-manifest',
    'plan.manifest-too-large',
    'plan.older-build',
    'release.not-yet-valid',
    'release.expired',
    'engine.content-missing',
  ],
  'file-untrusted': [
    'profile.unreadable',
    'profile.too-large',
    'profile.bad-manifest',
    'profile.bad-signature',
    'profile.revoked-key',
    'profile.bad-file',
    'profile.bad-photo',
    'profile.other-product',
    'profile.other-key-confirmed',
    'release.unreadable',
    'release.too-large',
    'release.bad-manifest',
    'release.unsigned',
    'release.bad-signature',
    'release.unknown-key',
    'release.revoked-key',
    'release.file-missing',
    'release.file-mismatch',
    'release.file-unexpected',
  ],
  'unit-unusual': [
    'plan.flash-too-small',
    'plan.no-partition-table',
    'plan.no-target-slot',
    'plan.no-such-partition',
    'plan.running-slot-unknown',
    'plan.nvs-format-older',
    'plan.nvs-encryption-differs',
    'plan.nvs-no-free-page',
    'plan.wear-levelling-v1',
    'plan.wear-levelling-older',
    'plan.layout-unsafe',
    'plan.trust-partition-unsuitable',
    'plan.otadata-used-up',
    'plan.backup-impossible',
    'provisioning.downgraded',
    'provisioning.unit-not-proven',
    'plan.manifest-excludes-unit',
    'plan.recovery-key-unknown',
    'loader.unsupported-chip',
    'engine.unit-changed',
    'engine.other-channel',
    'engine.running-image-damaged',
  ],
  'unit-unreadable': [
    'plan.unit-not-identified',
    'plan.secure-download-mode',
    'loader.digest-mismatch',
    'engine.verify-failed',
  ],
  'other-unit': ['engine.other-unit', 'loader.other-unit', 'provisioning.other-unit'],
  connection: [
    'port.gone',
    'port.not-found',
    'port.open-failed',
    'link.timeout',
    'link.corrupt',
    'link.unreachable',
    'loader.no-sync',
    'loader.other-text',
    'loader.not-heard',
    'loader.wrong-boot-mode',
    'loader.stub-failed',
    'loader.command-refused',
    'loader.not-connected',
    'engine.cancelled',
    'app.cancelled',
    'ble.not-found',
    'ble.timed-out',
    'ble.link-lost',
    'ble.refused',
    'provisioning.exchange-failed',
    'provisioning.session-lost',
    'provisioning.bad-answer',
    'provisioning.no-progress',
    'provisioning.refused',
  ],
  busy: ['port.busy', 'unit.locked', 'store.busy', 'app.unit-busy'],
  computer: ['port.no-driver', 'port.no-permission', 'port.list-failed', 'store.write-failed', 'backup.failed'],
  'did-not-start': [
    'engine.boot-failed',
    'engine.boot-not-seen',
    'engine.wrong-version-booted',
    'provisioning.rolled-back',
    'provisioning.other-version',
    'provisioning.image-refused',
    'provisioning.not-back',
  ],
  radio: ['ble.off', 'ble.unauthorized', 'ble.no-adapter', 'ble.not-installed', 'ble.stopped'],
  'cable-needed': [
    'provisioning.not-offered',
    'plan.no-recovery-endpoints',
    'plan.no-recovery-manifest',
    'plan.no-inactive-slot',
    'plan.trust-needs-cable',
    'plan.data-unchecked',
    'ble.not-provisioning',
  ],
};

const groupOf: ReadonlyMap<string, PlainGroup> = new Map(
  Object.entries(groups).flatMap(([group, codes]) => codes.map((code): [string, PlainGroup] => [code, group as never])),
);

export function plainGroup(code: string): PlainGroup {
  return groupOf.get(code) ?? 'unexpected';
}

/** What another try, with the cable seen to, may mend. */
export function mayTryAgain(code: string): boolean {
  return ['connection', 'busy', 'computer', 'unit-unreadable', 'other-unit', 'radio', 'unexpected'].includes(
    plainGroup(code),
  );
}
