import type { Meanings } from './meaning.ts';

const flags = ['x509.'];

/**
 * Certificates and the handshake (TRUST §A.2 and §A.3, FORMATS §8). The order of Mbed TLS matters here: dates and names
 * are flags of their own, so a lone NOT_TRUSTED is a missing path and never expiry.
 */
export const tlsMeanings: Meanings = {
  'x509.NOT_TRUSTED': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'no-path'],
    doesNotProve: ['expired', 'root-expired', 'never-reachable', 'attack', 'unit-defective'],
    causes: { 'no-path-to-anchor': 95 },
  },
  'x509.EXPIRED': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'dates-checked'],
    doesNotProve: ['root-expired', 'clock-wrong', 'wrong-issuer'],
    causes: { 'certificate-expired': 90, 'clock-not-set': 15 },
  },
  'x509.FUTURE': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'dates-checked'],
    doesNotProve: ['expired', 'certificate-fault', 'wrong-issuer'],
    causes: { 'clock-not-set': 95 },
  },
  'x509.CN_MISMATCH': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'name-mismatch'],
    doesNotProve: ['expired', 'wrong-issuer', 'attack'],
    causes: { 'host-name': 95 },
  },
  'x509.REVOKED': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'certificate-revoked'],
    doesNotProve: ['expired', 'unit-defective'],
    causes: { 'certificate-revoked': 95 },
  },
  'x509.MISSING': {
    stage: 'tls',
    proves: ['server-reached', 'server-speaks-tls'],
    doesNotProve: ['expired', 'no-path'],
    causes: { 'no-server-certificate': 90 },
  },
  'x509.SKIP_VERIFY': { stage: 'tls', proves: ['server-reached'], doesNotProve: ['chain-accepted'] },
  'x509.OTHER': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked'],
    doesNotProve: ['rejection-reason', 'expired'],
    causes: { 'no-path-to-anchor': 30 },
  },
  'x509.weak': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'weak-certificate'],
    doesNotProve: ['expired', 'no-path'],
    causes: { 'weak-certificate': 95 },
  },
  'x509.usage': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked'],
    doesNotProve: ['expired', 'no-path'],
    causes: { 'certificate-usage': 95 },
  },
  'mbedtls.X509_CERT_VERIFY_FAILED': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'checks-own-list'],
    doesNotProve: ['rejection-reason', 'expired', 'never-reachable', 'attack'],
    causes: {
      'no-path-to-anchor': 60,
      'host-name': 20,
      'clock-not-set': 8,
      'certificate-expired': 8,
      'weak-certificate': 4,
    },
    detailedBy: [...flags, 'bundle.'],
  },
  'mbedtls.X509_FATAL_ERROR': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked'],
    doesNotProve: ['rejection-reason', 'expired', 'never-reachable', 'attack'],
    causes: { 'bundle-lacks-issuer': 80, 'chain-too-long': 10 },
    detailedBy: ['bundle.'],
  },
  'bundle.rejected': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'checks-bundle'],
    doesNotProve: ['rejection-reason', 'expired', 'root-expired', 'never-reachable'],
    causes: { 'bundle-lacks-issuer': 90 },
    detailedBy: ['bundle.no-match', 'bundle.bad-signature'],
  },
  'bundle.no-match': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'checks-bundle', 'no-path'],
    doesNotProve: ['expired', 'root-expired', 'never-reachable', 'attack'],
    causes: { 'bundle-lacks-issuer': 95 },
  },
  'bundle.bad-signature': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked', 'checks-bundle'],
    doesNotProve: ['expired', 'attack'],
    causes: { 'bundle-lacks-issuer': 70, 'data-garbled': 15 },
  },
  'certificate.rejected': {
    stage: 'tls',
    proves: ['server-reached', 'certificates-checked'],
    doesNotProve: ['rejection-reason', 'expired', 'never-reachable', 'attack'],
    causes: { 'no-path-to-anchor': 55, 'host-name': 20 },
    detailedBy: [...flags, 'bundle.', 'mbedtls.'],
  },
  'mbedtls.SSL_FATAL_ALERT_MESSAGE': {
    stage: 'tls',
    proves: ['server-reached', 'server-speaks-tls', 'server-refused'],
    doesNotProve: ['refusal-reason', 'certificate-fault', 'expired'],
    causes: { 'protocol-mismatch': 75, 'client-certificate-wanted': 35 },
  },
  'mbedtls.protocol': {
    stage: 'tls',
    proves: ['server-reached', 'server-speaks-tls'],
    doesNotProve: ['certificate-fault', 'expired', 'unit-defective'],
    causes: { 'protocol-mismatch': 85 },
  },
  'mbedtls.SSL_INVALID_RECORD': {
    stage: 'tls',
    proves: ['server-reached', 'record-exceeds-buffer'],
    doesNotProve: ['certificate-fault', 'chain-is-the-record', 'expired'],
    causes: { 'record-too-large': 85, 'data-garbled': 10 },
  },
  'mbedtls.SSL_FEATURE_UNAVAILABLE': {
    stage: 'tls',
    proves: ['server-reached', 'handshake-split'],
    doesNotProve: ['certificate-fault', 'expired'],
    causes: { 'handshake-fragmented': 80, 'protocol-mismatch': 15 },
  },
  'mbedtls.SSL_INVALID_MAC': {
    stage: 'tls',
    proves: ['server-reached', 'server-speaks-tls'],
    doesNotProve: ['certificate-fault', 'attack', 'unit-defective'],
    causes: { 'data-garbled': 80, 'out-of-memory': 10 },
  },
  'mbedtls.SSL_CA_CHAIN_REQUIRED': {
    stage: 'tls',
    proves: ['server-reached', 'no-verification-named'],
    doesNotProve: ['certificate-fault', 'expired', 'server-fault'],
    causes: { 'no-verification-configured': 85 },
  },
  'mbedtls.closed': {
    stage: 'tls',
    proves: ['server-reached', 'peer-closed'],
    doesNotProve: ['who-closed', 'certificate-fault', 'server-down'],
    causes: { 'connection-cut': 75, 'client-certificate-wanted': 15 },
  },
  'mbedtls.network': {
    stage: 'tls',
    proves: ['connection-lost'],
    doesNotProve: ['certificate-fault', 'server-down', 'who-closed'],
    causes: { 'connection-cut': 70 },
  },
  'mbedtls.SSL_TIMEOUT': {
    stage: 'tls',
    proves: ['no-answer'],
    doesNotProve: ['certificate-fault', 'server-down'],
    causes: { 'connection-cut': 70 },
  },
  'mbedtls.NET_CONNECT_FAILED': {
    stage: 'connect',
    proves: ['name-resolved', 'no-answer'],
    doesNotProve: ['certificate-fault', 'server-down'],
    causes: { 'server-unreachable': 85 },
  },
  'mbedtls.NET_UNKNOWN_HOST': {
    stage: 'name',
    proves: ['name-not-resolved'],
    doesNotProve: ['certificate-fault', 'server-down'],
    causes: { 'name-not-resolved': 80, 'no-internet': 45 },
  },
  'mbedtls.other': {
    proves: ['failed-somewhere'],
    doesNotProve: ['certificate-fault', 'expired'],
    causes: { 'connection-failed': 20 },
  },
  'certificate.own-unreadable': {
    proves: ['own-certificate-unreadable'],
    doesNotProve: ['server-reached', 'expired', 'server-fault'],
    causes: { 'own-certificate-unreadable': 95 },
  },
  'certificate.server-unreadable': {
    stage: 'tls',
    proves: ['server-reached', 'server-certificate-unreadable'],
    doesNotProve: ['expired', 'no-path'],
    causes: { 'server-certificate-unreadable': 80 },
  },
  'tls.no-verification': {
    proves: ['no-verification-named'],
    doesNotProve: ['certificate-fault', 'expired', 'server-fault'],
    causes: { 'no-verification-configured': 95 },
  },
  'memory.exhausted': {
    proves: ['memory-short'],
    doesNotProve: ['memory-leak', 'certificate-fault', 'server-fault', 'unit-defective'],
    causes: { 'out-of-memory': 95 },
  },
  'clock.unset': {
    proves: ['time-not-set'],
    doesNotProve: ['dates-checked', 'certificate-fault'],
    causes: { 'clock-not-set': 35, 'no-internet': 20 },
  },
};
