import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { CtrlMsg, CtrlPayloadSchema } from '../../../core/provisioning/proto/ctrl_pb.ts';
import { Status } from '../../../core/provisioning/proto/status_pb.ts';
import {
  AuthMode,
  ConfigMsg,
  type ConfigPayload,
  ConfigPayloadSchema,
  FailReason,
  StationState,
} from '../../../core/provisioning/proto/wifi_config_pb.ts';
import { ScanMsg, type ScanPayload, ScanPayloadSchema } from '../../../core/provisioning/proto/wifi_scan_pb.ts';
import { HandlerFailure } from '../handler-failure.ts';
import type { EndpointHandler } from '../protocomm-device.ts';

/** A network in the air around a virtual unit. */
export interface AirNetwork {
  readonly ssid: Uint8Array;
  readonly bssid: Uint8Array;
  readonly channel: number;
  readonly rssi: number;
  /** Undefined = open. */
  readonly passphrase: string | undefined;
}

type Content<Schema extends Parameters<typeof create>[0]> = Parameters<typeof create<Schema>>[1];
type Station = 'disconnected' | 'connected' | 'wrong-password' | 'network-not-found';

/** Station of a unit under the provisioning manager: scan, credentials, one attempt at a time (PROTOCOLS §1.8). */
export class WifiStation {
  readonly #air: readonly AirNetwork[];
  #pending: { readonly ssid: Uint8Array; readonly passphrase: string } | undefined;
  #network: AirNetwork | undefined;
  #state: Station = 'disconnected';

  /** `network` is the one that it is in. */
  constructor(air: readonly AirNetwork[], network?: AirNetwork) {
    this.#air = air;
    this.#network = network;
    if (network !== undefined) this.#state = 'connected';
  }

  get network(): AirNetwork | undefined {
    return this.#network;
  }

  /** Its endpoints, in the order of the manager's short ids. */
  endpoints(): ReadonlyMap<string, EndpointHandler> {
    return new Map<string, EndpointHandler>([
      ['prov-ctrl', (request) => this.#control(request)],
      ['prov-scan', (request) => this.#scan(request)],
      ['prov-config', (request) => this.#configure(request)],
    ]);
  }

  #configure(request: Uint8Array): Uint8Array {
    const { payload } = read(() => fromBinary(ConfigPayloadSchema, request));
    return toBinary(ConfigPayloadSchema, create(ConfigPayloadSchema, this.#answerConfig(payload)));
  }

  #answerConfig(payload: ConfigPayload['payload']): Content<typeof ConfigPayloadSchema> {
    switch (payload.case) {
      case 'cmdSetConfig': {
        const { ssid, passphrase } = payload.value;
        this.#pending = { ssid, passphrase: new TextDecoder().decode(passphrase) };
        return { msg: ConfigMsg.RespSetConfig, payload: { case: 'respSetConfig', value: {} } };
      }
      case 'cmdApplyConfig': {
        const status = this.#pending === undefined ? Status.InvalidArgument : Status.Success;
        this.#connect();
        return { msg: ConfigMsg.RespApplyConfig, payload: { case: 'respApplyConfig', value: { status } } };
      }
      case 'cmdGetStatus':
        return { msg: ConfigMsg.RespGetStatus, payload: { case: 'respGetStatus', value: this.#status() } };
      default:
        throw new HandlerFailure('no command');
    }
  }

  #connect(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    const heard = this.#air.find(({ ssid }) => Buffer.compare(ssid, pending.ssid) === 0);
    const isRight = heard !== undefined && (heard.passphrase ?? '') === pending.passphrase;
    this.#network = isRight ? heard : undefined;
    this.#state = heard === undefined ? 'network-not-found' : isRight ? 'connected' : 'wrong-password';
  }

  #status() {
    const network = this.#network;
    if (this.#state === 'connected' && network !== undefined) {
      const { ssid, bssid, channel } = network;
      const value = { ip4Addr: '192.168.1.77', authMode: authOf(network), ssid, bssid, channel };
      return { staState: StationState.Connected, state: { case: 'connected', value } } as const;
    }
    if (this.#state === 'disconnected' || this.#state === 'connected') return { staState: StationState.Disconnected };
    const value = this.#state === 'wrong-password' ? FailReason.AuthError : FailReason.NetworkNotFound;
    return { staState: StationState.ConnectionFailed, state: { case: 'failReason', value } } as const;
  }

  #scan(request: Uint8Array): Uint8Array {
    const { payload } = read(() => fromBinary(ScanPayloadSchema, request));
    return toBinary(ScanPayloadSchema, create(ScanPayloadSchema, this.#answerScan(payload)));
  }

  #answerScan(payload: ScanPayload['payload']): Content<typeof ScanPayloadSchema> {
    switch (payload.case) {
      case 'cmdScanStart':
        return { msg: ScanMsg.RespScanStart, payload: { case: 'respScanStart', value: {} } };
      case 'cmdScanStatus': {
        const value = { scanFinished: true, resultCount: this.#air.length };
        return { msg: ScanMsg.RespScanStatus, payload: { case: 'respScanStatus', value } };
      }
      case 'cmdScanResult': {
        const { startIndex, count } = payload.value;
        const entries = this.#air.slice(startIndex, startIndex + count).map((network) => {
          const { ssid, bssid, channel, rssi } = network;
          return { ssid, bssid, channel, rssi, auth: authOf(network) };
        });
        return { msg: ScanMsg.RespScanResult, payload: { case: 'respScanResult', value: { entries } } };
      }
      default:
        throw new HandlerFailure('no command');
    }
  }

  #control(request: Uint8Array): Uint8Array {
    const { payload } = read(() => fromBinary(CtrlPayloadSchema, request));
    if (payload.case !== 'cmdCtrlReset') throw new HandlerFailure('no command');
    this.#state = 'disconnected';
    this.#pending = undefined;
    const value = { msg: CtrlMsg.RespCtrlReset, payload: { case: 'respCtrlReset', value: {} } } as const;
    return toBinary(CtrlPayloadSchema, create(CtrlPayloadSchema, value));
  }
}

function authOf({ passphrase }: AirNetwork): AuthMode {
  return passphrase === undefined ? AuthMode.Open : AuthMode.Wpa2Psk;
}

function read<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new HandlerFailure('no message', { cause });
  }
}
