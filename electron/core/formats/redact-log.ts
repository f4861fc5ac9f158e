import { logLines } from './log-text.ts';
import { redactUrl } from './redact-url.ts';

const mark = '[redacted]';

/** Names that a secret or a place stands behind: the rest of such a line goes, because values may hold any character. */
const secretName =
  /(?:ssid|passw(?:or)?d|pwd|passphrase|psk|pmk|secret|token|api[_-]?key|authorization|bearer|cookie)\w{0,24}["']?\s{0,4}(?:[:=]|is\b)\s{0,4}|\bSSID\s+(?=\S)|\bwith (?:the )?(?:password|passphrase|pwd|psk|key)\s+(?=\S)/i;
const connectedWith = /(wifi: ?connected with )[^,]*/i;
const webToken = /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;
const anyUrl = /[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>]+/gi;
/** A query without its URL, as request lines have it, and `user:password@host` without a scheme. */
const bareQuery = /\?[^\s"'<>=?]{1,64}=[^\s"'<>]*/g;
const bareUserInfo = /[^\s:/@"'<>]{1,64}:(?!\/\/)[^\s@"'<>]{1,256}@(?=[\w.-])/g;
/** A password with a slash in it makes a URL that nobody takes apart rightly: everything up to the last @ goes. */
const userInfoWithSlash = /(:\/\/)[^\s"'<>]*@/g;
const keyBegin = /-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY-----/;
const keyEnd = /-----END [A-Z0-9 ]{0,32}PRIVATE KEY-----/;

/**
 * A log that may be shown, stored and sent: colours stripped, control characters escaped, URLs without user info, query
 * and fragment, and no Wi-Fi names, passwords, tokens or private keys (DESIGN §5.7). Too much rather than too little goes.
 */
export function redactBootLog(text: string): string {
  const lines: string[] = [];
  let insideKey = false;
  for (const line of logLines(text)) {
    const begins = keyBegin.exec(line);
    if (insideKey) insideKey = !keyEnd.test(line);
    else if (begins) {
      lines.push(line.slice(0, begins.index) + mark);
      insideKey = !keyEnd.test(line);
    } else lines.push(redactLogLine(line));
  }
  return lines.join('\n');
}

/** One line, already free of control characters. */
export function redactLogLine(line: string): string {
  const named = secretName.exec(line);
  const kept = named ? `${line.slice(0, named.index + named[0].length)}${mark}` : line;
  return kept
    .replace(connectedWith, `$1${mark}`)
    .replace(webToken, mark)
    .replace(anyUrl, redactUrl)
    .replace(userInfoWithSlash, `$1${mark}@`)
    .replace(bareQuery, `?${mark}`)
    .replace(bareUserInfo, `${mark}@`);
}
