import { zipSync } from 'fflate';

/** A file of a support bundle, as a person sees it before it is saved. */
export interface BundleEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The whole file. */
  readonly text: string;
}

/** What is sent to support: exactly these entries, and nothing else. */
export interface SupportBundle {
  /** `unstrand-support-<journal>.zip`. */
  readonly fileName: string;
  readonly entries: readonly BundleEntry[];
  readonly zip: Uint8Array;
}

/** Packs texts that are redacted already. Entries without text are left out; the zip holds the moment `at` and no other. */
export function packBundle(fileName: string, texts: Readonly<Record<string, string>>, at: Date): SupportBundle {
  const encoder = new TextEncoder();
  const files = Object.entries(texts)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => ({ name, text, bytes: encoder.encode(text) }));
  return {
    fileName,
    entries: files.map(({ name, text, bytes }) => ({ name, size: bytes.length, text })),
    zip: zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])), { level: 9, mtime: at }),
  };
}
