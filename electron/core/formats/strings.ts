import { idfVersionPattern } from './idf-version.ts';
import { redactUrl } from './redact-url.ts';

/** A text found in bytes. */
export interface FoundString {
  /** Byte position of its first character. */
  readonly offset: number;
  readonly text: string;
}

/** A text that may name a version: a candidate for a person to judge, never a fact (FORMATS §3.7). */
export interface VersionString extends FoundString {
  /** `idf`: a version of ESP-IDF or of any tree that is described the same way; `keyed`: after a word such as "version"; `semver`, `date-code`: the whole string. */
  readonly kind: 'idf' | 'keyed' | 'semver' | 'date-code';
  readonly version: string;
}

export interface FoundUrl {
  readonly offset: number;
  /** User info, query and fragment removed. */
  readonly url: string;
  readonly host: string;
}

const shortest = 4;
const longest = 256;
const latin1 = new TextDecoder('latin1');

/** Strings of 4 to 256 printable characters that end in NUL, as compilers lay literals out; colour codes count as printable. */
export function* findStrings(bytes: Uint8Array): Generator<FoundString> {
  let start = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (isPrintable(byte)) continue;
    const length = at - start;
    if (byte === 0 && length >= shortest && length <= longest) {
      yield { offset: start, text: latin1.decode(bytes.subarray(start, at)) };
    }
    start = at + 1;
  }
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x1b;
}

const keyed = /(?<![a-z])(?:fw|firmware|version|ver|build|release)[ _:=-]{0,8}(v?\d+\.\d+[\w.+-]{0,32})/i;
const semver = /^v?\d+\.\d+\.\d+(?:[-+].*)?$/;
const dateCode = /^20\d\d[-.]?(?:0[1-9]|1[0-2])[-.]?(?:0[1-9]|[12]\d|3[01])$/;
const idf = new RegExp(`^${idfVersionPattern.source}$`);

/** Every string that looks like a version, in the order of offsets. */
export function findVersionStrings(bytes: Uint8Array): VersionString[] {
  const found: VersionString[] = [];
  for (const string of findStrings(bytes)) {
    const candidate = versionIn(string.text);
    if (candidate) found.push({ ...string, ...candidate });
  }
  return found;
}

function versionIn(text: string): Pick<VersionString, 'kind' | 'version'> | undefined {
  if (idf.test(text)) return { kind: 'idf', version: text };
  if (semver.test(text)) return { kind: 'semver', version: text };
  if (dateCode.test(text)) return { kind: 'date-code', version: text };
  const version = keyed.exec(text)?.[1];
  return version === undefined ? undefined : { kind: 'keyed', version };
}

/** Literal http and https URLs with a host; format strings such as `http://%s` name none. */
export function findUrls(bytes: Uint8Array): FoundUrl[] {
  const pattern = /https?:\/\/([A-Za-z0-9._~%:@!$&*+,;=-]{1,512})[!#-;=?-Z_a-z~]{0,2048}/g;
  const found: FoundUrl[] = [];
  for (const { 0: text, 1: authority = '', index } of latin1.decode(bytes).matchAll(pattern)) {
    const host = hostOf(authority);
    if (host !== undefined) found.push({ offset: index, url: redactUrl(text), host });
  }
  return found;
}

function hostOf(authority: string): string | undefined {
  const hostAndPort = authority.slice(authority.lastIndexOf('@') + 1);
  return /^([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::\d{1,5})?$/.exec(hostAndPort)?.[1]?.toLowerCase();
}

/** Paths of source files that asserts leave behind: they name the project's tree (FORMATS §3.4). They may hold a person's name. */
export function findSourcePaths(bytes: Uint8Array): FoundString[] {
  return [...findStrings(bytes)].filter(({ text }) =>
    /^(?:[A-Za-z]:)?[\w ./\\+@-]*[/\\][\w.+@-]+\.(?:c|cc|cpp|h|hpp|ino)$/.test(text),
  );
}
