import { hexNumber } from '../bytes/hex.ts';
import { espErrorCode, mbedtlsErrorCode } from './codes/error-groups.ts';
import { espErrorNames } from './codes/esp-errors.ts';
import { type MbedtlsGeneration, mbedtlsErrorNames } from './codes/mbedtls.ts';
import { lookupErrorName, socketErrorIn } from './codes/socket-errors.ts';
import { wifiFailure } from './codes/wifi-reasons.ts';
import { anyRelease, type IdfRange } from './idf-release.ts';
import type { Sighting } from './sighting.ts';

/** What the numbers in a line say, given the releases that the log allows. */
export function numberSightings(line: string, releases: IdfRange): Sighting[] {
  return [
    ...mbedtlsSightings(line, generationOf(releases)),
    ...espSightings(line, releases),
    ...connectionSightings(line),
    ...httpSightings(line),
    ...wifiSightings(line),
  ];
}

function generationOf({ from, before }: IdfRange): MbedtlsGeneration | undefined {
  if (before <= 500) return 2;
  if (from >= 600) return 4;
  return from >= 500 && before <= 600 ? 3 : undefined;
}

function named(code: string, name: string): Sighting {
  return { code, name, named: true };
}

/** Ways of printing an Mbed TLS error, the first that fits counts; each with the base of its digits. */
const mbedtlsForms: readonly (readonly [form: RegExp, base: 10 | 16])[] = [
  [/-0x([0-9a-f]{1,4})\b(?!\w)/i, 16],
  [/(?:mbedtls failure|tls stack error(?: number)?|tls_stack_err)\W{1,4}(?:0x)?([0-9a-f]{1,4})\b/i, 16],
  [/mbedtls\w*\(?\)? (?:handshake )?error: ?-([0-9a-f]{3,4})\b/i, 16],
  [/start_ssl_client\(?\)?\W.{0,24}\(?-(\d{2,5})\b/i, 10],
  [/\(-(\d{2,5})\) (?:SSL|X509|RSA|BIGNUM|NET|PK|PEM|ECP|UNKNOWN)/, 10],
  [/(?:message code|MbedTLS error|read error|write error|mbedtls_\w{3,40} returned) ?:?\s?-(\d{2,5})\b/i, 10],
];
/** `-0x2700` as the 32 bits of an int; with a minus before it, it is a count of bytes of Mbed TLS's debug log. */
const twosComplement = /(?<![-\w])(?:0x)?(ffff[0-9a-f]{4})\b/i;
const tlsContext = /tls|ssl|x509|handshake|\bcert/i;

function mbedtlsSightings(line: string, generation: MbedtlsGeneration | undefined): Sighting[] {
  const code = mbedtlsNumber(line);
  if (code === undefined) return [];
  const names = mbedtlsErrorNames(code, generation);
  const meaning = mbedtlsErrorCode(names, line);
  if (meaning === undefined) return [];
  const number = `-${hexNumber(code, 4)}`;
  const name = names.length === 0 ? number : `${names.map(withPrefix).join(' + ')} (${number})`;
  return [named(meaning, name)];
}

function withPrefix(name: string): string {
  return name.startsWith('PSA_') ? name : `MBEDTLS_ERR_${name}`;
}

function mbedtlsNumber(line: string): number | undefined {
  if (!tlsContext.test(line)) return undefined;
  for (const [form, base] of mbedtlsForms) {
    const digits = form.exec(line)?.[1];
    if (digits !== undefined) return Number.parseInt(digits, base) || undefined;
  }
  const bits = twosComplement.exec(line)?.[1];
  return bits === undefined ? undefined : 0x1_0000_0000 - Number.parseInt(bits, 16);
}

const espName = /\b(ESP_ERR_[A-Z0-9_]{3,60})\b/g;
/** Numbers of esp_err_t in places that are known to hold one. */
const espNumber =
  /(?:esp_err_t |\berr(?:or)?\s?=\s?|\bret\s?=\s?|err(?:or)? code\D{0,30}|new connection: |HTTP connection: |last_esp_err\s?=\s?|returned \[|FAILED'? \(|\bfailed!?:? \(?)(0x[0-9a-f]{3,5}|\d{3,5})\b/gi;

function espSightings(line: string, releases: IdfRange): Sighting[] {
  const names = [...line.matchAll(espName)].map(([, name = '']) => espSighting([name], name));
  if (names.length > 0) return names;
  return [...line.matchAll(espNumber)].flatMap(([, digits = '']) => {
    const code = espErrorNumber(digits);
    if (code === undefined) return [];
    const all = espErrorNames(code, releases);
    return all.length === 0 ? [] : [espSighting(all, `${all.join(' / ')} (${hexNumber(code)})`)];
  });
}

function espSighting(names: readonly string[], name: string): Sighting {
  const codes = new Set(names.map(espErrorCode));
  const [code = 'esp.other'] = codes;
  return named(codes.size > 1 ? 'esp.numbering' : code, name);
}

/** Below it, a decimal number in a log is more likely a count. */
const firstDecimalError = 0x1100;

/** ESP-IDF up to v4.2 prints some errors in decimal behind `0x`: 0x5379 is 5379, which is 0x1503 (FORMATS §8.1). */
function espErrorNumber(digits: string): number | undefined {
  const asPrinted = Number(digits);
  if (!digits.startsWith('0') && asPrinted < firstDecimalError) return undefined;
  const asDecimal = Number(digits.replace(/^0x/i, ''));
  return [asPrinted, asDecimal].find((code) => espErrorNames(code, anyRelease).length > 0);
}

const connectPhrase =
  /connect\(\) error|Failed to conn+ect to host|delayed connect error|socket connect failed|Connect to Server failed|select\(\) timeout|connect on fd|Failed to open new connection in specified timeout|select returned due to timeout/i;
const transferPhrase = /socket error on fd|esp_tls_conn_(?:read|write) error|(?:poll|tcp)_(?:read|write)|Poll timeout/i;

function connectionSightings(line: string): Sighting[] {
  const lookup = /getaddrinfo\(\) returns (\d{1,4})/.exec(line)?.[1];
  if (lookup !== undefined) {
    const name = lookupErrorName(Number(lookup));
    return [named('name.not-resolved', name === undefined ? `getaddrinfo ${lookup}` : `${name} (${lookup})`)];
  }
  const connecting = connectPhrase.test(line);
  if (!connecting && !transferPhrase.test(line)) return [];
  const error = socketErrorIn(line);
  // The end of every download over esp-tls of ESP-IDF v3 looks like this.
  if (error?.name === 'ENOTCONN') return [];
  if (error?.name === 'ENOMEM' || error?.name === 'ENOBUFS') return [socketSighting('memory.exhausted', error)];
  if (!connecting) return [socketSighting('connect.lost', error)];
  if (error?.name === 'ECONNREFUSED' || error?.name === 'ECONNRESET') return [socketSighting('connect.refused', error)];
  return [socketSighting(/timeout|timed out/i.test(line) ? 'connect.timeout' : 'connect.failed', error)];
}

function socketSighting(code: string, error: ReturnType<typeof socketErrorIn>): Sighting {
  if (error === undefined) return { code, name: code.slice(code.indexOf('.') + 1), named: false };
  return named(code, `${error.name} (${error.number})`);
}

const httpStatus =
  /(?:File not found|Client error|Server error|Wrong HTTP Code)\s?\(([345]\d\d)\)|(?:incorrect http status|HTTP\/1\.[01]|status(?:[ _-]?code)?|HTTP Code(?: is)?)[^0-9a-z]{1,6}([345]\d\d)\b/i;

function httpSightings(line: string): Sighting[] {
  const match = httpStatus.exec(line);
  const status = Number(match?.[1] ?? match?.[2]);
  if (!Number.isInteger(status) || status === 304) return [];
  return [{ ...named(httpCode(status), `HTTP ${status}`), params: { status } }];
}

function httpCode(status: number): string {
  if (status < 400) return 'http.redirect';
  if (status >= 500) return 'http.server-error';
  if (status === 404 || status === 410) return 'http.not-found';
  return status === 401 || status === 403 ? 'http.denied' : 'http.client-error';
}

const wifiReason =
  /(?:wi-?fi|sta[ _]?dis|_event)\D.{0,160}?reason\s{0,2}[:=]?\s{0,3}(\d{1,3})\b|WIFI_REASON:\s{0,3}(\d{1,3})/i;

function wifiSightings(line: string): Sighting[] {
  const match = wifiReason.exec(line);
  const reason = Number(match?.[1] ?? match?.[2]);
  const known = wifiFailure(reason);
  return known === undefined ? [] : [named(`wifi.${known.failure}`, `WIFI_REASON_${known.name} (${reason})`)];
}
