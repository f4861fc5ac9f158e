import { z } from 'zod';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import type { SecurityPatch } from './security/gcm-records.ts';

export type SecurityVersion = 0 | 1 | 2;

/**
 * What a unit says of itself before any session (PROTOCOLS §1.6). Nothing of it is proven: whoever stands between may
 * have changed it.
 */
export interface Capabilities {
  /** `text` = ESP-IDF v3.2, which names a version and nothing else; `unstated` = JSON of v3.3 to v4.x, without `sec_ver`. */
  readonly generation: 'text' | 'unstated' | 'full';
  /** As the unit has it, e.g. `V0.1`, `v1.1`, `netprov-v1.2`; it decides nothing. */
  readonly version: string;
  readonly security: SecurityVersion;
  readonly patch: SecurityPatch;
  /** Security 1 was started without a proof of possession. */
  readonly noProofOfPossession: boolean;
  readonly capabilities: readonly string[];
  /** Entries that the application added, by label. */
  readonly labels: readonly AppLabel[];
}

export interface AppLabel {
  readonly label: string;
  readonly version: string;
  readonly capabilities: readonly string[];
}

const maxLength = 4096;
const maxLabels = 16;
const name = z.string().max(64);
const list = z.array(z.string().max(200)).max(64);
const security = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const patchOf = z.union([z.literal(0), z.literal(1)]);
const core = z.object({
  ver: name,
  sec_ver: security.optional(),
  sec_patch_ver: patchOf.optional(),
  cap: list.optional(),
});
const app = z.object({ ver: name.optional(), cap: list.optional() });

/** Reads the answer of `proto-ver` in every generation. Problems are `proto-ver.<reason>`. */
export function parseProtoVer(bytes: Uint8Array): Parsed<Capabilities> {
  if (bytes.length === 0) return malformed('proto-ver.empty', 0);
  if (bytes.length > maxLength) return malformed('proto-ver.too-long', maxLength);
  const text = decodeText(bytes)?.replace(/\0+$/, '').trim();
  if (text === undefined) return malformed('proto-ver.no-text', 0);
  return text.startsWith('{') ? parseDocument(text) : parseBareText(text);
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** v3.2 has security 0 and 1 and says of neither: 1 is what its example starts, and a unit without it refuses. */
function parseBareText(text: string): Parsed<Capabilities> {
  if (!/^[vV]?\d[\w.-]{0,31}$/.test(text)) return malformed('proto-ver.no-version', 0);
  const common = { patch: 0, noProofOfPossession: false, capabilities: [], labels: [] } as const;
  return parsed({ generation: 'text', version: text, security: 1, ...common });
}

function parseDocument(text: string): Parsed<Capabilities> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed('proto-ver.json', 0);
  }
  const document = z.record(z.string(), z.unknown()).safeParse(value);
  if (!document.success) return malformed('proto-ver.json', 0);
  const { prov, local_ctrl: localControl, ...others } = document.data;
  const entry = core.safeParse(prov ?? localControl);
  if (!entry.success) return malformed('proto-ver.bad-entry', 0);
  const { ver, sec_ver: stated, sec_patch_ver: patch = 0, cap = [] } = entry.data;
  return parsed({
    generation: stated === undefined ? 'unstated' : 'full',
    version: ver,
    security: stated ?? (cap.includes('no_sec') ? 0 : 1),
    patch,
    noProofOfPossession: cap.includes('no_pop'),
    capabilities: cap,
    labels: labelsOf(others),
  });
}

function labelsOf(entries: Readonly<Record<string, unknown>>): AppLabel[] {
  return Object.entries(entries)
    .slice(0, maxLabels)
    .flatMap(([label, value]) => {
      const entry = app.safeParse(value);
      if (!entry.success || !name.safeParse(label).success) return [];
      return [{ label, version: entry.data.ver ?? '', capabilities: entry.data.cap ?? [] }];
    });
}
