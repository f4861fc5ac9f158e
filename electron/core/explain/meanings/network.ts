import type { Meanings } from './meaning.ts';

const anyDetail = ['x509.', 'bundle.', 'mbedtls.', 'certificate.', 'tls.', 'name.', 'connect.', 'memory.', 'http.'];

/** Wi-Fi, names, connections, HTTP and the error numbers of esp-tls and esp_http_client. */
export const networkMeanings: Meanings = {
  'wifi.got-address': { stage: 'name', proves: ['wifi-joined'], doesNotProve: ['server-reached'] },
  'wifi.absent': {
    stage: 'wifi',
    proves: ['access-point-not-seen'],
    doesNotProve: ['access-point-off', 'password-wrong', 'unit-defective'],
    causes: { 'access-point-absent': 85, 'weak-wifi': 20 },
  },
  'wifi.weak': {
    stage: 'wifi',
    proves: ['wifi-lost'],
    doesNotProve: ['access-point-off', 'password-wrong', 'unit-defective'],
    causes: { 'weak-wifi': 80 },
  },
  'wifi.key-exchange': {
    stage: 'wifi',
    proves: ['key-exchange-failed'],
    doesNotProve: ['password-wrong', 'access-point-off', 'unit-defective'],
    causes: { 'wifi-password': 75, 'weak-wifi': 35 },
  },
  'wifi.refused': {
    stage: 'wifi',
    proves: ['association-refused'],
    doesNotProve: ['password-wrong', 'unit-defective'],
    causes: { 'access-point-refuses': 80 },
  },
  'wifi.lost': {
    stage: 'wifi',
    proves: ['wifi-lost'],
    doesNotProve: ['password-wrong', 'signal-weak', 'access-point-off'],
    causes: { 'weak-wifi': 45, 'access-point-refuses': 20 },
  },
  'name.not-resolved': {
    stage: 'name',
    proves: ['name-not-resolved'],
    doesNotProve: ['server-down', 'certificate-fault', 'wifi-joined'],
    causes: { 'name-not-resolved': 80, 'no-internet': 45 },
  },
  'connect.failed': {
    stage: 'connect',
    proves: ['no-answer'],
    doesNotProve: ['server-down', 'certificate-fault'],
    causes: { 'server-unreachable': 80 },
  },
  'connect.refused': {
    stage: 'connect',
    proves: ['name-resolved', 'peer-closed'],
    doesNotProve: ['server-down', 'certificate-fault'],
    causes: { 'server-unreachable': 90 },
  },
  'connect.lost': {
    stage: 'tls',
    proves: ['connection-lost'],
    doesNotProve: ['who-closed', 'certificate-fault'],
    causes: { 'connection-cut': 60 },
  },
  'connect.timeout': {
    stage: 'connect',
    proves: ['no-answer'],
    doesNotProve: ['server-down', 'certificate-fault'],
    causes: { 'server-unreachable': 80, 'weak-wifi': 15 },
  },
  'esp.handshake-failed': {
    stage: 'tls',
    proves: ['server-reached'],
    doesNotProve: ['rejection-reason', 'certificate-fault'],
    causes: { 'no-path-to-anchor': 25, 'protocol-mismatch': 15 },
    detailedBy: anyDetail,
  },
  'esp.handshake-timeout': {
    stage: 'tls',
    proves: ['server-reached', 'no-answer'],
    doesNotProve: ['certificate-fault', 'server-down'],
    causes: { 'connection-cut': 70 },
  },
  'esp.setup-failed': {
    proves: ['failed-somewhere'],
    doesNotProve: ['server-reached', 'certificate-fault'],
    causes: { 'no-verification-configured': 40, 'out-of-memory': 40 },
    detailedBy: anyDetail,
  },
  'esp.numbering': {
    proves: ['failed-somewhere'],
    doesNotProve: ['idf-version', 'certificate-fault'],
    causes: { 'connection-failed': 25 },
    detailedBy: anyDetail,
  },
  'esp.connection-failed': {
    proves: ['failed-somewhere'],
    doesNotProve: ['certificate-fault', 'server-down', 'expired'],
    causes: { 'connection-failed': 30 },
    detailedBy: [...anyDetail, 'wifi.', 'esp.handshake', 'esp.setup', 'esp.numbering'],
  },
  'esp.other': { proves: ['failed-somewhere'], doesNotProve: ['certificate-fault'] },
  'http.redirect': {
    stage: 'http',
    proves: ['chain-accepted', 'http-answered'],
    doesNotProve: ['certificate-fault'],
    causes: { 'redirect-not-followed': 80 },
  },
  'http.not-found': {
    stage: 'http',
    proves: ['chain-accepted', 'http-answered'],
    doesNotProve: ['certificate-fault', 'unit-defective'],
    causes: { 'file-missing': 90 },
  },
  'http.denied': {
    stage: 'http',
    proves: ['chain-accepted', 'http-answered'],
    doesNotProve: ['certificate-fault', 'unit-defective'],
    causes: { 'access-denied': 90 },
  },
  'http.client-error': {
    stage: 'http',
    proves: ['chain-accepted', 'http-answered'],
    doesNotProve: ['certificate-fault', 'unit-defective'],
    causes: { 'file-missing': 40, 'access-denied': 30 },
  },
  'http.server-error': {
    stage: 'http',
    proves: ['chain-accepted', 'http-answered'],
    doesNotProve: ['certificate-fault', 'unit-defective'],
    causes: { 'server-error': 90 },
  },
  'http.header-too-long': {
    stage: 'http',
    proves: ['failed-somewhere'],
    doesNotProve: ['memory-short', 'certificate-fault', 'server-fault'],
    causes: { 'header-too-long': 90 },
  },
  'http.download-cut': {
    stage: 'http',
    proves: ['chain-accepted', 'connection-lost'],
    doesNotProve: ['download-complete', 'who-closed', 'certificate-fault'],
    causes: { 'connection-cut': 80 },
  },
  'http.no-answer': {
    stage: 'http',
    proves: ['no-answer'],
    doesNotProve: ['server-down', 'certificate-fault'],
    causes: { 'connection-cut': 60 },
  },
};
