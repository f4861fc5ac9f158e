import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTexts, type Texts } from '../../electron/cli/texts.ts';
import type { BatchState, UnitEnd } from '../../electron/core/batch/batch-state.ts';
import type { StationPhase } from '../../electron/core/batch/station.ts';
import type { JobOutcome } from '../../electron/core/engine/events.ts';
import type { Hazard, UnitState } from '../../electron/core/errors/recovery-error.ts';
import type {
  AttestationFacts,
  Confidence,
  Fact,
  LayoutFacts,
  SecurityFacts,
  SlotFacts,
  TrustFacts,
  UnknownReason,
  VersionEvidence,
} from '../../electron/core/inspect/facts.ts';
import type { BleState } from '../../electron/core/interfaces/ble-central.ts';
import type { ProvisioningTransport } from '../../electron/core/interfaces/provisioning-transport.ts';
import type { ConfirmationCode, PlanStep } from '../../electron/core/plan/plan.ts';
import { networkFindings } from '../../electron/core/provisioning/wifi/network-finding.ts';
import type { Verdict } from '../../electron/core/trust/verdict.ts';
import { sourcesBelow } from '../arch/imports.ts';

/** Every member of a union of codes: a member that is added later does not compile until it stands here. */
function all<Code extends string>(codes: Readonly<Record<Code, true>>): readonly string[] {
  return Object.keys(codes);
}

/** The values of a fact that is known. */
type Known<F> = F extends Fact<infer Value extends string> ? Value : never;

/** What stands behind the fixed part of a key that a template makes. */
const codesBehind: Readonly<Record<string, readonly string[]>> = {
  'yes-no.': ['true', 'false'],
  'on-off.': ['true', 'false'],
  'nearby.bluetooth.': all<Exclude<BleState, 'ready'>>({
    off: true,
    unauthorized: true,
    'no-adapter': true,
    'not-installed': true,
  }),
  'verdict.with-date-check.': ['true', 'false', 'either'],
  'unknown.': all<UnknownReason>({
    'not-read': true,
    'not-present': true,
    'not-readable': true,
    encrypted: true,
    damaged: true,
    'not-supported': true,
  }),
  'confidence.': all<Confidence>({ exact: true, high: true, low: true }),
  'slot-evidence.': all<LayoutFacts['runningSlotEvidence']>({
    'boot-log': true,
    otadata: true,
    'only-app': true,
    fallback: true,
    'unit-report': true,
    none: true,
  }),
  'facts.date-check-evidence.': all<TrustFacts['dateCheckEvidence']>({
    release: true,
    'boot-log': true,
    'unit-report': true,
    'idf-default': true,
    operator: true,
    none: true,
  }),
  'run.channel.': all<ProvisioningTransport['channel']>({ ble: true, softap: true }),
  'facts.tls-hint.': ['explains-refusals', 'sets-clock'],
  'version-source.': all<VersionEvidence['source']>({
    catalogue: true,
    'app-descriptor': true,
    'boot-log': true,
    'unit-report': true,
    nvs: true,
    'app-string': true,
    'bootloader-string': true,
  }),
  'flash-encryption.': all<Known<SecurityFacts['flashEncryption']>>({ off: true, development: true, release: true }),
  'secure-boot.': all<Known<SecurityFacts['secureBoot']>>({ none: true, v1: true, v2: true }),
  'download-mode.': all<Known<SecurityFacts['downloadMode']>>({ full: true, secure: true, disabled: true }),
  'image.': all<Known<SlotFacts['image']>>({ valid: true, invalid: true, 'header-only': true }),
  'verdict.': all<Verdict['status']>({ reachable: true, stranded: true, unknown: true }),
  'hazard.': all<Exclude<Hazard, 'none'>>({ 'data-loss': true, irreversible: true }),
  'confirmation.': all<ConfirmationCode>({
    'overwrites-only-slot': true,
    'no-backup': true,
    'product-by-operator': true,
    'replaces-trust-store': true,
    'data-unchecked': true,
    'unsigned-release': true,
  }),
  'step.': all<PlanStep['kind']>({
    backup: true,
    'check-running': true,
    write: true,
    erase: true,
    'select-slot': true,
    verify: true,
    'boot-check': true,
    transfer: true,
    activate: true,
    report: true,
    reconnect: true,
    confirm: true,
  }),
  'outcome.': all<JobOutcome>({
    recovered: true,
    'boots-cable-only': true,
    'boots-unreachable': true,
    'boots-unjudged': true,
    'boot-not-seen': true,
    'boot-failed': true,
    failed: true,
  }),
  'unit-state.': all<UnitState>({
    untouched: true,
    'old-boots': true,
    staged: true,
    partial: true,
    'new-unconfirmed': true,
    'new-boots': true,
    unknown: true,
  }),
  'batch.phase.': all<StationPhase['kind']>({
    empty: true,
    waiting: true,
    paused: true,
    connecting: true,
    inspecting: true,
    planning: true,
    'needs-serial': true,
    running: true,
    recovered: true,
    'unplug-me': true,
    'set-aside': true,
    interrupted: true,
    failed: true,
  }),
  'attestation.': all<Exclude<AttestationFacts['result'], 'failed'>>({
    attested: true,
    'attested-by-unknown-key': true,
  }),
  'attestation.no-': all<NonNullable<AttestationFacts['problem']>>({ key: true, report: true, signature: true }),
  'network.': networkFindings,
  'network-fact.': networkFindings,
  'network.set.': ['connected', 'wrong-password', 'network-not-found', 'not-seen'],
  'batch.status.': all<BatchState['status']>({ running: true, paused: true, stopped: true }),
  'batch.unit.': all<UnitEnd['end']>({ recovered: true, 'set-aside': true, failed: true, interrupted: true }),
};

const pluralEnding = /_(?:one|other)$/;

let texts: Texts;
beforeAll(async () => {
  texts = await loadTexts();
});

function keysInSources(): Set<string> {
  const sources = sourcesBelow('electron').map((file) => readFileSync(file, 'utf8'));
  const found = sources.flatMap((source) => [...source.matchAll(/[`']cli:([a-z.-]+)(\$\{)?/g)]);
  return new Set(found.flatMap(([, key = '', template]) => (template === undefined ? [key] : expand(key))));
}

function expand(prefix: string): string[] {
  const codes = codesBehind[prefix];
  if (codes === undefined) throw new Error(`what stands behind cli:${prefix} is not listed in this test`);
  return codes.map((code) => prefix + code);
}

/** Keys of the texts; plural forms count as one. */
function knownKeys(): Set<string> {
  const keys = keysOf(JSON.parse(readFileSync('resources/locales/en/cli.json', 'utf8')));
  return new Set(keys.map((key) => key.replace(pluralEnding, '')));
}

function keysOf(tree: object, path = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [path + key] : keysOf(value, `${path}${key}.`),
  );
}

describe('texts of the command line', () => {
  it('has every text that the sources look up', () => {
    const used = keysInSources();
    expect(used.size).toBeGreaterThan(100);
    expect([...used].filter((key) => !knownKeys().has(key))).toEqual([]);
  });

  it('has no text that nothing looks up', () => {
    const used = keysInSources();
    expect([...knownKeys()].filter((key) => !used.has(key))).toEqual([]);
  });

  it('fills every gap that a text has', () => {
    const filled = texts('cli:plan.title', { product: 'Seed Radio', version: '2.0.0', mac: '24:6f:28:aa:bb:01' });
    expect(filled).toBe('Plan: Seed Radio 2.0.0 onto 24:6f:28:aa:bb:01');
    expect(texts('cli:records.valid', { count: 1 })).toBe('1 record, chain intact');
    expect(texts('cli:records.valid', { count: 2 })).toBe('2 records, chain intact');
  });

  it('takes what is filled in as it is: no key, no gap, no control character in it does anything', () => {
    const product = '$t(cli:none) {{version}} \u001b[2J \u202e';
    const filled = texts('cli:plan.title', { product, version: '2.0.0', mac: '' });
    expect(filled).toBe('Plan: $t(cli:none) {{version}} \\u001b[2J \\u202e 2.0.0 onto ');
  });

  it('shows a code that this version has no text for, harmlessly', () => {
    expect(texts('cli:unknown.some\u001bthing')).toBe('unknown.some\\u001bthing');
  });
});
