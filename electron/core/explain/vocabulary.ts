/** What has to be known to settle a cause; the words are in the locales under `ask.<code>`. */
export type AskCode =
  | 'server-chain' // the certificates as sent, and the firmware: judge them
  | 'clock' // what time the unit thinks it is
  | 'certificate-names' // the URL in the firmware beside the names in the certificate
  | 'server-handshake' // what the server accepts from a TLS 1.2 client like this one
  | 'record-size' // how large the server's records are
  | 'firmware-image' // the image that runs: what it carries
  | 'image-file' // the image that was served: header, chip, signature, hash
  | 'fetch-url' // what the URL answers
  | 'resolve-host' // whether the name resolves on the unit's network
  | 'other-network' // the same attempt over another network
  | 'wifi-credentials'
  | 'wifi-surroundings' // network name, band, signal strength where the unit stands
  | 'access-point-settings'
  | 'heap' // free heap right before the connection
  | 'supply' // voltage while the radio sends
  | 'backtrace' // the lines from the panic to its backtrace
  | 'boot-log' // everything from the reset on
  | 'inspect-unit' // read the flash
  | 'boot-pin' // what holds GPIO0 low
  | 'earlier-lines'; // the lines above

/** Every cause, and the one thing that settles it. The words are in the locales under `cause.<code>`. */
export const askFor = {
  'no-path-to-anchor': 'server-chain',
  'bundle-lacks-issuer': 'server-chain',
  'chain-too-long': 'server-chain',
  'certificate-expired': 'clock',
  'clock-not-set': 'clock',
  'host-name': 'certificate-names',
  'certificate-revoked': 'server-chain',
  'weak-certificate': 'server-chain',
  'certificate-usage': 'server-chain',
  'no-server-certificate': 'server-handshake',
  'server-certificate-unreadable': 'server-chain',
  'own-certificate-unreadable': 'firmware-image',
  'no-verification-configured': 'firmware-image',
  'protocol-mismatch': 'server-handshake',
  'client-certificate-wanted': 'server-handshake',
  'record-too-large': 'record-size',
  'handshake-fragmented': 'record-size',
  'data-garbled': 'other-network',
  'connection-cut': 'other-network',
  'server-unreachable': 'other-network',
  'name-not-resolved': 'resolve-host',
  'no-internet': 'other-network',
  'wifi-password': 'wifi-credentials',
  'access-point-absent': 'wifi-surroundings',
  'weak-wifi': 'wifi-surroundings',
  'access-point-refuses': 'access-point-settings',
  'out-of-memory': 'heap',
  'answer-not-firmware': 'fetch-url',
  'redirect-not-followed': 'fetch-url',
  'file-missing': 'fetch-url',
  'access-denied': 'fetch-url',
  'server-error': 'fetch-url',
  'header-too-long': 'fetch-url',
  'image-damaged': 'image-file',
  'image-wrong-chip': 'image-file',
  'image-signature': 'image-file',
  'image-secure-version': 'image-file',
  'no-update-slot': 'inspect-unit',
  'update-not-confirmed': 'boot-log',
  'new-firmware-fails': 'boot-log',
  'power-supply': 'supply',
  'firmware-crash': 'backtrace',
  'stack-too-small': 'backtrace',
  'firmware-hangs': 'backtrace',
  'no-bootable-firmware': 'inspect-unit',
  'flash-unreadable': 'inspect-unit',
  'partition-table-damaged': 'inspect-unit',
  'encryption-mismatch': 'inspect-unit',
  'secure-boot-refuses': 'inspect-unit',
  'settings-store': 'inspect-unit',
  'held-in-download-mode': 'boot-pin',
  'connection-failed': 'earlier-lines',
} as const satisfies Readonly<Record<string, AskCode>>;

export type CauseCode = keyof typeof askFor;

/** What a line can prove, or fail to prove; the words are in the locales under `statement.<code>`. */
export type Statement =
  | 'wifi-joined'
  | 'name-resolved'
  | 'server-reached'
  | 'server-speaks-tls'
  | 'certificates-checked'
  | 'chain-accepted'
  | 'checks-own-list'
  | 'checks-bundle'
  | 'no-path'
  | 'never-reachable'
  | 'expired'
  | 'root-expired'
  | 'dates-checked'
  | 'clock-wrong'
  | 'name-mismatch'
  | 'wrong-issuer'
  | 'weak-certificate'
  | 'certificate-revoked'
  | 'attack'
  | 'rejection-reason'
  | 'certificate-fault'
  | 'server-refused'
  | 'refusal-reason'
  | 'record-exceeds-buffer'
  | 'chain-is-the-record'
  | 'handshake-split'
  | 'peer-closed'
  | 'who-closed'
  | 'connection-lost'
  | 'memory-short'
  | 'memory-leak'
  | 'name-not-resolved'
  | 'no-answer'
  | 'server-down'
  | 'server-fault'
  | 'unit-defective'
  | 'no-verification-named'
  | 'own-certificate-unreadable'
  | 'server-certificate-unreadable'
  | 'failed-somewhere'
  | 'http-answered'
  | 'answer-not-image'
  | 'transfer-damaged'
  | 'served-file-bad'
  | 'download-complete'
  | 'image-rejected'
  | 'old-firmware-kept'
  | 'wrong-chip'
  | 'signature-refused'
  | 'secure-version-low'
  | 'no-update-slot'
  | 'not-confirmed'
  | 'rolled-back'
  | 'rollback-reason'
  | 'update-arrived'
  | 'power-dipped'
  | 'supply-defective'
  | 'crashed'
  | 'crash-reason'
  | 'hung'
  | 'stack-overflowed'
  | 'restarts-over-and-over'
  | 'flash-header-bad'
  | 'flash-defective'
  | 'bootloader-runs'
  | 'table-refused'
  | 'no-app-boots'
  | 'signature-checked'
  | 'settings-refused'
  | 'settings-lost'
  | 'access-point-not-seen'
  | 'access-point-off'
  | 'key-exchange-failed'
  | 'password-wrong'
  | 'association-refused'
  | 'wifi-lost'
  | 'signal-weak'
  | 'time-not-set'
  | 'download-mode-entered'
  | 'idf-version';

/** How far the unit came on its way to an update, in order. */
export const stages = ['wifi', 'name', 'connect', 'tls', 'http', 'image'] as const;
export type Stage = (typeof stages)[number];
