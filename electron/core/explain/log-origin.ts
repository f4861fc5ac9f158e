import type { Boot } from '../formats/boot-log.ts';
import { releasesThatNumber } from './codes/esp-errors.ts';
import type { Explanation, Framework, IdfVersionEvidence } from './explanation.ts';
import { anyRelease, type IdfRange, type IdfRelease, intersect, releaseOf, releaseText } from './idf-release.ts';
import type { LogLine } from './read-log.ts';

const frameworks: readonly (readonly [Framework, RegExp])[] = [
  ['esphome', /\[(?:[\w.-]{1,40}):\d{3}\](?:\[\w{1,24}\])?: |\besphome\b/i],
  ['esp-adf', /\b(?:AUDIO_PIPELINE|AUDIO_ELEMENT|AUDIO_THREAD|I2S_STREAM|HTTP_STREAM|PERIPH_WIFI|ESP_AUDIO|DUEROS)\b/],
  ['arduino', /\[[EWIDV]\]\[[\w.-]{1,40}\.(?:cpp|c|h):\d{1,5}\]|\bHTTP_UPDATE_FAIL|Arduino (?:STA )?Event/],
  ['esp-idf', /(?:^|\W)[EWIDV] \([\d:. -]{1,24}\) ?[\w.-]{1,40}:/],
];

/** The framework that printed the log: the most particular one counts, because all of them print lines of ESP-IDF. */
export function findFramework(lines: readonly LogLine[]): Explanation['framework'] {
  for (const [name, form] of frameworks) {
    const line = lines.find(({ text }) => form.test(text));
    if (line) return { name, line: line.number };
  }
  return undefined;
}

/**
 * Lines that only some releases print: first release with it, first release without. Compared in the sources of v3.2 to
 * v6.0: tags and formats of esp-tls, tcp_transport, esp_https_ota and esp_crt_bundle.
 */
const lineForms: readonly (readonly [form: RegExp, from: IdfRelease, before: IdfRelease])[] = [
  [/\bTRANS_SSL: /, 300, 404],
  [/\bTRANSPORT_BASE: /, 404, 500],
  [/\btransport_base: /, 500, Number.POSITIVE_INFINITY],
  [/\besp-tls: mbedtls_ssl_\w{3,20} returned/, 300, 401],
  [/\besp-tls-mbedtls: /, 401, Number.POSITIVE_INFINITY],
  [/\besp-tls(?:-mbedtls)?: mbedtls_\w{3,40} returned -0x(?:[0-9a-f]{1,3}\b|[0-9]{0,3}[a-f])/, 300, 404],
  [/\besp-tls-mbedtls: mbedtls_\w{3,40} returned -0x(?:0|[0-9]{1,3}[A-F])/, 404, Number.POSITIVE_INFINITY],
  [/\besp-tls: couldn't get hostname for :[^:]{0,100}:$/, 300, 404],
  [/getaddrinfo\(\) returns \d{1,4}, addrinfo=/, 404, Number.POSITIVE_INFINITY],
  [/\besp-tls: \[sock=\d{1,3}\] /, 404, Number.POSITIVE_INFINITY],
  [/\besp-tls: Failed to connnect to host \(errno/, 300, 404],
  [/No server verification option set/, 403, Number.POSITIVE_INFINITY],
  [/No option for server verification is enabled/, 404, Number.POSITIVE_INFINITY],
  [/Server certificate not found in esp_http_client config/, 300, 404],
  [/\besp-x509-crt-bundle: /, 402, Number.POSITIVE_INFINITY],
  [/No matching trusted root certificate found/, 504, Number.POSITIVE_INFINITY],
  [/expected 0xE9, saw 0x[0-9a-f]{2}$/, 300, 400],
  [/\berr=0x(?:5379|8194)\b/, 300, 403],
  [/\bmain_task: /, 501, Number.POSITIVE_INFINITY],
  [/\bapp_init: /, 503, Number.POSITIVE_INFINITY],
  [/\[Network\w{2,24}\.cpp:\d|\[STA\.cpp:\d/, 501, Number.POSITIVE_INFINITY],
  [/\[WiFiClientSecure\.cpp:\d/, 300, 500],
];

/** An error's number beside its name, which only some releases pair so. */
const numberAndName =
  /\b0x([0-9a-f]{4})\b.{0,8}\b(ESP_ERR_[A-Z0-9_]{3,60})|\b(ESP_ERR_[A-Z0-9_]{3,60})\b \(0x([0-9a-f]{4})\)/i;

interface Evidence {
  readonly range: IdfRange;
  readonly line: number;
}

/** What the form of the lines tells; undefined where nothing does, or where they are of several units. */
export function releasesByForm(lines: readonly LogLine[]): Evidence | undefined {
  let range: IdfRange | undefined = anyRelease;
  let line: number | undefined;
  for (const { text, number } of lines) {
    for (const evidence of formsIn(text)) {
      line ??= number;
      range = intersect(range, evidence);
      if (!range) return undefined;
    }
  }
  return line === undefined ? undefined : { range, line };
}

function formsIn(text: string): IdfRange[] {
  const forms = lineForms.filter(([form]) => form.test(text)).map(([, from, before]) => ({ from, before }));
  const [, number, name, otherName, otherNumber] = numberAndName.exec(text) ?? [];
  const paired = releasesThatNumber(Number.parseInt(number ?? otherNumber ?? '', 16), name ?? otherName ?? '');
  return paired ? [...forms, paired] : forms;
}

/** A version that some application prints of itself: the Arduino core's report, FluidNC, Tasmota. */
const printedVersion = /\b(?:ESP-IDF Version|IDF version|ESP32 SDK|SDK Version)\s{0,8}: ?(v?\d\.\d[\w.-]{0,40})/i;

/**
 * The ESP-IDF version, best evidence first: what the app says of itself, then the bootloader unless the form of the lines
 * contradicts it, then that form alone.
 */
export function findIdfVersion(lines: readonly LogLine[], boots: readonly Boot[]): IdfVersionEvidence | undefined {
  const form = releasesByForm(lines);
  const app = boots.findLast((boot) => boot.app.idfVersion !== undefined)?.app.idfVersion;
  const printed = lines.find(({ text }) => printedVersion.test(text));
  const own = app ?? (printed && printedVersion.exec(printed.text)?.[1]);
  if (own !== undefined) return exact(own, 'app', lines);
  const bootloader = boots.findLast((boot) => boot.bootloaderIdfVersion !== undefined)?.bootloaderIdfVersion;
  if (bootloader !== undefined && agrees(bootloader, form?.range)) return exact(bootloader, 'bootloader', lines);
  if (form === undefined) return undefined;
  const { from, before } = form.range;
  return {
    version: undefined,
    source: 'line-format',
    from: releaseText(from),
    before: releaseText(before),
    line: form.line,
  };
}

function agrees(version: string, range: IdfRange | undefined): boolean {
  const release = releaseOf(version);
  return release !== undefined && (!range || (range.from <= release && release < range.before));
}

function exact(version: string, source: 'app' | 'bootloader', lines: readonly LogLine[]): IdfVersionEvidence {
  const release = releaseOf(version);
  const text = release === undefined ? undefined : releaseText(release);
  const line = lines.find((candidate) => candidate.text.includes(version))?.number ?? 1;
  return { version, source, from: text, before: release === undefined ? undefined : releaseText(release + 1), line };
}

/** The releases that numbers in the log are read by. */
export function releasesOf(evidence: IdfVersionEvidence | undefined): IdfRange {
  return {
    from: releaseOf(evidence?.from ?? '') ?? anyRelease.from,
    before: releaseOf(evidence?.before ?? '') ?? anyRelease.before,
  };
}
