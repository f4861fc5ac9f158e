import { create, toBinary } from '@bufbuild/protobuf';
import { encodeHex } from '../../bytes/hex.ts';
import { RecoveryError } from '../../errors/recovery-error.ts';
import { printableText } from '../../trust/printable-text.ts';
import { badAnswer, decodeMessage } from '../decode-message.ts';
import { CtrlMsg, type CtrlPayload, CtrlPayloadSchema } from '../proto/ctrl_pb.ts';
import { Status } from '../proto/status_pb.ts';
import {
  ConfigMsg,
  type ConfigPayload,
  ConfigPayloadSchema,
  FailReason,
  type GetStatusResponse,
  StationState,
} from '../proto/wifi_config_pb.ts';
import { type ScanEntry, ScanMsg, type ScanPayload, ScanPayloadSchema } from '../proto/wifi_scan_pb.ts';
import type { ProvisioningSession } from '../session.ts';

/** A network that the unit itself hears. Its name is anybody's text, made harmless. */
export interface HeardNetwork {
  readonly name: string;
  /** The name as it is on the air: what credentials must name. */
  readonly ssid: Uint8Array;
  readonly bssid: string;
  readonly channel: number;
  /** dBm. */
  readonly rssi: number;
  readonly isOpen: boolean;
}

/** How the unit fares with its network. */
export type StationStatus =
  | { readonly state: 'connected'; readonly address: string; readonly name: string }
  | { readonly state: 'connecting' | 'disconnected' }
  | { readonly state: 'failed'; readonly reason: 'wrong-password' | 'network-not-found' };

/** `passphrase` is secret and empty for an open network. */
export interface WifiCredentials {
  readonly ssid: Uint8Array;
  readonly passphrase: string;
}

/** More of them would not fit into one answer over BLE (PROTOCOLS §1.8). */
const entriesPerAnswer = 4;
const maxNetworks = 64;
const msPerChannel = 120;
const maxSsidLength = 32;

/** Lets the unit scan and reads what it heard, strongest first. Throws `provisioning.*`. */
export async function scanNetworks(session: ProvisioningSession, signal?: AbortSignal): Promise<HeardNetwork[]> {
  const start = { blocking: true, passive: false, groupChannels: 0, periodMs: msPerChannel };
  const startOp = { case: 'cmdScanStart', value: start } as const;
  await scan(session, { msg: ScanMsg.CmdScanStart, payload: startOp }, signal);
  const statusOp = { case: 'cmdScanStatus', value: {} } as const;
  const { payload } = await scan(session, { msg: ScanMsg.CmdScanStatus, payload: statusOp }, signal);
  if (payload.case !== 'respScanStatus' || !payload.value.scanFinished) throw badAnswer('prov-scan', 'status');
  const count = Math.min(payload.value.resultCount, maxNetworks);
  const networks: HeardNetwork[] = [];
  while (networks.length < count) {
    const value = { startIndex: networks.length, count: Math.min(entriesPerAnswer, count - networks.length) };
    const resultOp = { case: 'cmdScanResult', value } as const;
    const answer = await scan(session, { msg: ScanMsg.CmdScanResult, payload: resultOp }, signal);
    if (answer.payload.case !== 'respScanResult') throw badAnswer('prov-scan', 'result');
    const { entries } = answer.payload.value;
    if (entries.length === 0 || entries.length > value.count) throw badAnswer('prov-scan', 'count');
    networks.push(...entries.map(networkOf));
  }
  return networks.sort((a, b) => b.rssi - a.rssi);
}

/** Gives the unit a network and lets it try. How that ends, `readStationStatus` tells. Throws `provisioning.*`. */
export async function setWifiCredentials(
  session: ProvisioningSession,
  { ssid, passphrase }: WifiCredentials,
  signal?: AbortSignal,
): Promise<void> {
  if (ssid.length === 0 || ssid.length > maxSsidLength) {
    throw new RecoveryError('provisioning.credentials-needed', { kind: 'network-name' });
  }
  const value = { ssid, passphrase: new TextEncoder().encode(passphrase) };
  const setOp = { case: 'cmdSetConfig', value } as const;
  const set = await config(session, { msg: ConfigMsg.CmdSetConfig, payload: setOp }, signal);
  if (set.payload.case !== 'respSetConfig') throw badAnswer('prov-config', 'set');
  checkStatus('set-config', set.payload.value.status);
  const applyOp = { case: 'cmdApplyConfig', value: {} } as const;
  const apply = await config(session, { msg: ConfigMsg.CmdApplyConfig, payload: applyOp }, signal);
  if (apply.payload.case !== 'respApplyConfig') throw badAnswer('prov-config', 'apply');
  checkStatus('apply-config', apply.payload.value.status);
}

/** Whether the unit is in its network; a unit that is not is the commonest stranded unit of all. Throws `provisioning.*`. */
export async function readStationStatus(session: ProvisioningSession, signal?: AbortSignal): Promise<StationStatus> {
  const op = { case: 'cmdGetStatus', value: {} } as const;
  const { payload } = await config(session, { msg: ConfigMsg.CmdGetStatus, payload: op }, signal);
  if (payload.case !== 'respGetStatus') throw badAnswer('prov-config', 'get-status');
  checkStatus('get-status', payload.value.status);
  return statusOf(payload.value);
}

/** After an attempt that failed: lets the unit take credentials again. Throws `provisioning.*`. */
export async function resetStation(session: ProvisioningSession, signal?: AbortSignal): Promise<void> {
  const op = { case: 'cmdCtrlReset', value: {} } as const;
  const request = create(CtrlPayloadSchema, { msg: CtrlMsg.CmdCtrlReset, payload: op });
  const bytes = await session.request('prov-ctrl', toBinary(CtrlPayloadSchema, request), signal);
  const answer: CtrlPayload = decodeMessage(CtrlPayloadSchema, bytes, 'prov-ctrl');
  checkStatus('reset', answer.status);
}

type Content<Schema extends Parameters<typeof create>[0]> = Parameters<typeof create<Schema>>[1];

async function scan(
  session: ProvisioningSession,
  content: Content<typeof ScanPayloadSchema>,
  signal: AbortSignal | undefined,
): Promise<ScanPayload> {
  const request = toBinary(ScanPayloadSchema, create(ScanPayloadSchema, content));
  const answer = decodeMessage(ScanPayloadSchema, await session.request('prov-scan', request, signal), 'prov-scan');
  checkStatus('scan', answer.status);
  return answer;
}

async function config(
  session: ProvisioningSession,
  content: Content<typeof ConfigPayloadSchema>,
  signal: AbortSignal | undefined,
): Promise<ConfigPayload> {
  const request = toBinary(ConfigPayloadSchema, create(ConfigPayloadSchema, content));
  return decodeMessage(ConfigPayloadSchema, await session.request('prov-config', request, signal), 'prov-config');
}

function checkStatus(operation: string, status: number): void {
  if (status !== Status.Success) throw new RecoveryError('provisioning.refused', { operation, status });
}

function networkOf({ ssid, bssid, channel, rssi, auth }: ScanEntry): HeardNetwork {
  return {
    name: nameOf(ssid),
    ssid,
    bssid: [...bssid.subarray(0, 6)].map((byte) => encodeHex(Uint8Array.of(byte))).join(':'),
    channel,
    rssi,
    isOpen: auth === 0,
  };
}

/** Names are bytes that need not be text. */
function nameOf(ssid: Uint8Array): string {
  return printableText(new TextDecoder().decode(ssid.subarray(0, maxSsidLength)));
}

function statusOf({ staState, state }: GetStatusResponse): StationStatus {
  if (state.case === 'connected') {
    return { state: 'connected', address: printableText(state.value.ip4Addr), name: nameOf(state.value.ssid) };
  }
  if (staState === StationState.ConnectionFailed) {
    const isName = state.case === 'failReason' && state.value === FailReason.NetworkNotFound;
    return { state: 'failed', reason: isName ? 'network-not-found' : 'wrong-password' };
  }
  return { state: staState === StationState.Connecting ? 'connecting' : 'disconnected' };
}
