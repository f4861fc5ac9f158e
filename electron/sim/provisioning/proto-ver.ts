import type { AppLabel, SecurityVersion } from '../../core/provisioning/capabilities.ts';
import type { SecurityPatch } from '../../core/provisioning/security/gcm-records.ts';
import type { FirmwareStyle } from './firmware-style.ts';

/** What `proto-ver` is made of. */
export interface ProtoVerContent {
  readonly style: FirmwareStyle['protoVer'];
  readonly security: SecurityVersion;
  readonly patch: SecurityPatch;
  readonly hasPop: boolean;
  readonly labels: readonly AppLabel[];
}

/** The text as firmware of that generation prints it; cJSON indents with tabs (PROTOCOLS §1.6). */
export function protoVerText({ style, security, patch, hasPop, labels }: ProtoVerContent): string {
  if (style === 'text') return 'V0.1';
  const cap = [
    ...(security === 0 ? ['no_sec'] : security === 1 && !hasPop ? ['no_pop'] : []),
    'wifi_prov',
    'wifi_scan',
  ];
  const prov =
    style === 'unstated' ? { ver: 'v1.1', cap } : { ver: 'netprov-v1.2', sec_ver: security, sec_patch_ver: patch, cap };
  const apps = labels.map(({ label, version, capabilities }) => [label, { ver: version, cap: capabilities }] as const);
  return JSON.stringify({ prov, ...Object.fromEntries(apps) }, null, '\t');
}
