import type { ChipFamily } from '../../core/chips/chip.ts';
import { type AppSize, buildApp } from '../firmware/app.ts';
import type { AppBehaviour, BehaviourLine } from '../firmware/behaviour.ts';
import { syntheticPki, updateHost } from '../firmware/pki.ts';

export const seedProject = 'seed-radio';
export const oldVersion = '1.4.2';
export const newVersion = '2.0.0';
/** The ESP-IDF of ESP-ADF between 2019-04 and 2020-03 (FORMATS §3.5). */
export const seedIdfVersion = 'v3.2-103-g4aa1058e8';

const newIdfVersion = 'v4.4.8';
const oldC3IdfVersion = 'v4.3.7';
const updateUrl = `https://${updateHost}/radio/esp32/latest.bin`;
const tag = 'RADIO';

/**
 * The firmware that OTA cannot reach any more: one root in it, and a server that has moved to another. For the ESP32 it
 * is of ESP-IDF v3.2, which has no descriptor; for the ESP32-C3 of v4.3.
 */
export function oldSeedApp(chip: ChipFamily, size: AppSize): Uint8Array<ArrayBuffer> {
  const isEsp32 = chip === 'ESP32';
  return buildApp({
    chip,
    ...(!isEsp32 && {
      descriptor: { version: oldVersion, projectName: seedProject, idfVersion: oldC3IdfVersion, date: 'Jun 11 2021' },
    }),
    texts: [...productTexts(oldVersion), ...tlsTexts],
    certificates: [syntheticPki().oldRoot],
    behaviour: { ...dataExpectations, lines: oldLines(isEsp32) },
    size,
    seed: isEsp32 ? 0x5eed01 : 0x5eed02,
  });
}

/** The release that brings it back: it carries the roots that the server uses now. */
export function newSeedApp(chip: ChipFamily, size: AppSize): Uint8Array<ArrayBuffer> {
  const { newRoot, foreignRoot } = syntheticPki();
  return buildApp({
    chip,
    descriptor: { version: newVersion, projectName: seedProject, idfVersion: newIdfVersion },
    texts: [...productTexts(newVersion), ...tlsTexts],
    certificates: [newRoot, foreignRoot],
    behaviour: { ...dataExpectations, lines: newLines, confirms: true },
    size,
    seed: chip === 'ESP32' ? 0x5eed11 : 0x5eed12,
  });
}

/** How the product opens its data partitions. */
export const dataExpectations = {
  kind: 'app',
  nvs: { formatVersion: 2, encrypted: false },
  wearLevelling: 2,
} as const satisfies Partial<AppBehaviour>;

/** Literals by which the product is known. */
export function productTexts(version: string): string[] {
  return ['Seed Radio', `firmware version ${version}`, updateUrl, 'ESP32 HTTP Client/1.0', 'ESP_AUDIO v1.2'];
}

/** Literals of the TLS stack; the bare PEM marks are those of Mbed TLS's own parser and hold no certificate. */
export const tlsTexts = [
  'mbedtls_ssl_handshake returned -0x%x',
  'Failed to verify peer certificate!',
  '-----BEGIN CERTIFICATE-----',
  '-----END CERTIFICATE-----',
];

/** What ESP-IDF says when the handshake fails because no path leads to the root (FORMATS §8.1). */
export function oldLines(isEsp32: boolean): BehaviourLine[] {
  const tls = isEsp32 ? 'esp-tls' : 'esp-tls-mbedtls';
  return [
    info(120, tag, `Seed Radio, firmware version ${oldVersion}`),
    info(1900, tag, 'Wi-Fi connected'),
    info(2000, 'OTA', `looking for an update at ${updateUrl}`),
    error(2900, tls, 'mbedtls_ssl_handshake returned -0x2700'),
    info(2905, tls, 'Failed to verify peer certificate!'),
    info(2910, tls, 'verification info:   ! The certificate is not correctly signed by the trusted CA'),
    error(2915, 'esp-tls', 'Failed to open new connection'),
    error(2920, isEsp32 ? 'TRANS_SSL' : 'TRANSPORT_BASE', 'Failed to open a new connection'),
    error(2925, 'HTTP_CLIENT', 'Connection failed, sock < 0'),
    error(2930, 'esp_https_ota', 'Failed to open HTTP connection: ESP_ERR_HTTP_CONNECT'),
  ];
}

const newLines: BehaviourLine[] = [
  info(120, tag, `Seed Radio, firmware version ${newVersion}`),
  info(1900, tag, 'Wi-Fi connected'),
  info(2000, 'OTA', `looking for an update at ${updateUrl}`),
  info(2800, 'OTA', 'this is the latest version'),
];

function info(afterMs: number, lineTag: string, text: string): BehaviourLine {
  return { afterMs, level: 'I', tag: lineTag, text };
}

function error(afterMs: number, lineTag: string, text: string): BehaviourLine {
  return { afterMs, level: 'E', tag: lineTag, text };
}

/** Lines by which the new release is recognised in a boot log, as its ESP-IDF prints them. */
export const newBootLines = [`Project name:     ${seedProject}`, `Seed Radio, firmware version ${newVersion}`] as const;
export const newBootVersion = `App version:      ${newVersion}`;
