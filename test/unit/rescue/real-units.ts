import { readFileSync } from 'node:fs';
import { parseCrtBundle } from '../../../electron/core/formats/crt-bundle.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { known, unknown } from '../../../electron/core/inspect/fact.ts';
import type { Anchor, TlsHints, UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { anchorFromBundleEntry } from '../../../electron/core/trust/anchors.ts';
import { sharedPath } from '../../support/shared.ts';
import { pemAnchor, unitFacts } from '../../support/unit-facts.ts';

export const now = Date.UTC(2026, 10, 22);

/** The certificates of a file below the team's `certs` folder. */
export function realCertificates(file: string): Uint8Array<ArrayBuffer>[] {
  return findPemCertificates(readFileSync(sharedPath('certs', `${file}.pem`))).map(({ der }) => der);
}

export interface UnitOptions {
  /** Undefined = not known. */
  readonly dates?: boolean;
  readonly inputBuffer?: number;
  readonly idf?: string;
  readonly mbedTls?: string;
  readonly hosts?: readonly string[];
  readonly oneSlot?: boolean;
}

/** A unit of ESP-IDF v3.2, or of another version, that trusts the certificates of a file as PEM. */
export function pemUnit(file: string, options: UnitOptions = {}): UnitFacts {
  return unit(
    realCertificates(file).map((der) => pemAnchor(der, 'ota_0')),
    options,
  );
}

/** A unit that trusts the certificate bundle of an ESP-IDF. */
export function bundleUnit(file: string, options: UnitOptions): UnitFacts {
  const bundle = parseCrtBundle(new Uint8Array(readFileSync(sharedPath('certs', 'bundles', `${file}.bin`))));
  if (!bundle.ok) throw new Error(bundle.problem.code);
  const place = { partition: 'ota_0', slot: 'ota_0', offset: 0x20000 };
  const anchors = bundle.value.entries.flatMap((entry) => anchorFromBundleEntry(entry, place) ?? []);
  return unit(anchors, options);
}

function unit(anchors: readonly Anchor[], options: UnitOptions): UnitFacts {
  const {
    dates,
    inputBuffer,
    hosts = ['letsencrypt.org'],
    idf = 'v3.2',
    mbedTls = '2.13.1',
    oneSlot = false,
  } = options;
  const tls: TlsHints = {
    explainsRefusals: true,
    setsClock: false,
    inputBuffer: inputBuffer === undefined ? unknown('not-present') : known(inputBuffer),
  };
  const base = unitFacts(
    {
      anchors,
      hosts,
      tls,
      dateCheck: dates === undefined ? unknown('not-supported') : known(dates),
      mbedTlsVersion: known(mbedTls),
    },
    { canUpdateOverTheAir: known(!oneSlot) },
  );
  return { ...base, bootloader: { ...base.bootloader, idfVersion: known(idf) } };
}
