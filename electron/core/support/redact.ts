import { redactBootLog } from '../formats/redact-log.ts';

const mark = '[redacted]';

/** Members whose texts are secret or personal, whatever they hold. An operator's name is by default the account's. */
const privateMember =
  /passw|passphrase|psk|secret|token|credential|^(?:operator|station|workOrder|productConfirmedBy)$/i;
/** Public certificates and their parts, base64 DER: the only long texts that are whole in a bundle. */
const certificateMember = /^(?:certificate|subjectDer|spkiDer|chain)$/;
const base64Der = /^M[A-Za-z0-9+/]{30,}={0,2}$/;
/** Home folders hold the name of a person. */
const homeFolder = /((?:^|[\\/])(?:home|Users|Documents and Settings)[\\/]+)[^\\/\s"']+/gi;

/** Text that may leave this machine: as `redactBootLog`, and without the names of home folders. */
export function redactText(text: string): string {
  return redactBootLog(text).replace(homeFolder, `$1${mark}`);
}

/**
 * Plain JSON that may leave this machine. Every text in it is redacted, public certificates excepted; `base64` contents
 * become their length, because they are bytes of a flash; texts of private members go as a whole.
 */
export function redactJson(value: unknown, member = ''): unknown {
  if (typeof value === 'string') return redactMember(value, member);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [redactText(name), redactJson(item, name)]));
}

function redactMember(text: string, member: string): string {
  if (privateMember.test(member)) return mark;
  if (member === 'base64') return `[${Math.floor((text.length * 3) / 4)} bytes]`;
  if (certificateMember.test(member) && base64Der.test(text)) return text;
  return redactText(text);
}
