import { jobOutcomes } from '../../electron/core/engine/events.ts';
import { unitStates } from '../../electron/core/errors/recovery-error.ts';
import type { BootFindingKind } from '../../electron/core/formats/boot-findings.ts';
import type { RecordBody } from '../../electron/core/records/record.ts';
import { sampleRecord, sampleSimulatedRecord } from './sample-record.ts';

/** A record in which nothing is as it should be, so that every branch of the page is drawn. */
export const oddRecord: RecordBody = (() => {
  const body = sampleRecord();
  const { factsBefore, report } = body;
  return {
    ...body,
    factsBefore: { ...factsBefore, trust: { ...factsBefore.trust, complete: false } },
    report: {
      ...report,
      outcome: 'boot-failed',
      bootFindings: ['panic'],
      error: { code: 'link.timeout', params: { port: 'COM7', ms: 3000 } },
    },
  };
})();

/** Complete by type: a finding that is added without words breaks the build here. */
const findings = {
  brownout: 1,
  panic: 1,
  watchdog: 1,
  'boot-loop': 1,
  rollback: 1,
  'slot-changed': 1,
  'slot-not-bootable': 1,
  'no-bootable-app': 1,
  'image-corrupt': 1,
  'bootloader-digest-stale': 1,
  'partition-table-invalid': 1,
  'flash-read-error': 1,
  'invalid-header': 1,
  'secure-boot-failure': 1,
  'secure-boot-on': 1,
  'flash-encryption-on': 1,
  'download-mode': 1,
  'waiting-for-download': 1,
  'download-disabled': 1,
  'secure-download-mode': 1,
  'nvs-refused': 1,
  'bundle-rejected': 1,
  'no-server-verification': 1,
  'ota-validate-failed': 1,
  'ota-not-an-image': 1,
} as const satisfies Record<BootFindingKind, 1>;

/** Records that together hold every code that a record of this version can hold. */
export function recordVariations(): RecordBody[] {
  const body = sampleRecord();
  const { factsBefore, report, plan } = body;
  const withReport = (change: object): RecordBody => ({ ...body, report: { ...report, ...change } });
  const withFacts = (change: object): RecordBody => ({
    ...body,
    factsBefore: { ...factsBefore, ...change },
    report: { ...report, factsAfter: undefined },
  });
  const reasons = ['not-read', 'not-present', 'not-readable', 'encrypted', 'damaged', 'not-supported'] as const;
  const kinds = ['backup', 'write', 'erase', 'select-slot', 'verify', 'boot-check', 'reconnect', 'confirm'];
  const results = ['done', 'skipped', 'failed', 'not-reached'];
  return [
    sampleSimulatedRecord(),
    oddRecord,
    ...jobOutcomes.flatMap((outcome) => unitStates.map((unitState) => withReport({ outcome, unitState }))),
    ...kinds.map((kind, i) =>
      withReport({ steps: [{ ...report.steps[0], kind, result: results[i % results.length] }] }),
    ),
    ...[true, false, undefined].map((preservedIntact) => withReport({ preservedIntact, backupId: undefined })),
    withReport({ bootFindings: Object.keys(findings), bootLog: 'line\n'.repeat(500) }),
    ...(['usb', 'ble', 'softap', 'file'] as const).map((channel) => withFacts({ channel })),
    ...reasons.map((reason) => {
      const unknown = { known: false, reason } as const;
      return {
        ...withFacts({
          chip: { ...factsBefore.chip, flashSize: unknown, revision: unknown },
          layout: { ...factsBefore.layout, tableOffset: unknown, runningSlot: unknown },
          trust: { ...factsBefore.trust, dateCheck: unknown, anchors: [] },
          coverage: { read: [], skipped: [{ what: 'nvs', reason }] },
        }),
        plan: { ...plan, versionBefore: undefined },
        verdictBefore: undefined,
        workOrder: undefined,
      };
    }),
    ...(['pem', 'der', 'crt-bundle', 'release-catalogue'] as const).map((encoding) =>
      withFacts({
        trust: {
          ...factsBefore.trust,
          complete: false,
          dateCheck: { known: true, value: true },
          anchors: factsBefore.trust.anchors.map((anchor) => ({
            ...anchor,
            kind: 'hash-only',
            subject: '',
            usable: false,
            encoding,
          })),
        },
      }),
    ),
    {
      ...body,
      verdictBefore: body.verdictBefore && {
        ...body.verdictBefore,
        status: 'unknown',
        outcomes: body.verdictBefore.outcomes.map((outcome) => ({ ...outcome, dateCheck: true })),
      },
    },
  ];
}
