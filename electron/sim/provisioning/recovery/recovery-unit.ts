import { decodeHex } from '../../../core/bytes/hex.ts';
import { chips } from '../../../core/chips/catalogue.ts';
import { parseAppImage } from '../../../core/formats/app-image.ts';
import type { Manifest } from '../../../core/provisioning/proto/rcv_pb.ts';
import { EfuseBlock } from '../../efuse-block.ts';
import { FlashChip } from '../../flash-chip.ts';
import { readFuses } from '../../security/fuses.ts';
import { instantTiming, realTiming } from '../../timing.ts';
import type { SimUnit } from '../../units/sim-unit.ts';
import type { FirmwareStyle } from '../firmware-style.ts';
import { HandlerFailure } from '../handler-failure.ts';
import type { EndpointServer } from '../in-process-transport.ts';
import { type EndpointHandler, ProtocommDevice, type ProtocommDeviceOptions } from '../protocomm-device.ts';
import { FirmwareReceiver, type ReceiverFaults, type TransferRecord } from './firmware-receiver.ts';
import { answerInfo, type ProductSettings, type UnitKey } from './info-server.ts';
import type { GateFacts } from './manifest-gate.ts';
import { partitionBytes, type RunningFirmware, startFirmware, type UnitHardware } from './running-firmware.ts';
import { readTrustStore, type TrustStore } from './trust-store.ts';

export interface RecoveryUnitOptions extends Omit<ProtocommDeviceOptions, 'endpoints' | 'labels' | 'onPowerCut'> {
  readonly unit: SimUnit;
  readonly product: string;
  readonly hwRevision?: string;
  /** Build of the firmware that it has at first. */
  readonly build: number;
  /** SubjectPublicKeyInfo (DER) of each key whose manifests it takes. */
  readonly manifestKeys: readonly Uint8Array[];
  readonly settings?: Partial<ProductSettings>;
  /** Its own key; absent = it cannot attest itself. */
  readonly key?: UnitKey;
  /** Endpoints besides those for recovery, e.g. `prov-config`. */
  readonly otherEndpoints?: ReadonlyMap<string, EndpointHandler>;
  /** Monotonic milliseconds. Default: time stands still, and nothing takes any. */
  readonly now?: () => number;
  /** Default `instant`. */
  readonly timing?: 'instant' | 'real';
  /** False for firmware that leaves recovery mode once it has been updated, because its network works. */
  readonly comesBack?: boolean;
}

const restartMs = 1000;
const usualSettings: ProductSettings = { dateCheck: 0, tlsInputLength: 0, maxData: 400, maxMessage: 440, mode: 1 };

/**
 * A unit that offers recovery over protocomm: flash, eFuses and starts are those of the serial unit, what runs is what the
 * boot model loads. Transport-free; whoever carries its messages tells it when a link begins or ends.
 */
export class RecoveryUnit implements EndpointServer {
  readonly hardware: UnitHardware;
  readonly device: ProtocommDevice;
  /** Faults of the transfer. */
  readonly faults: ReceiverFaults = { busy: 0, badCrc: 0 };
  hasEnoughPower = true;
  readonly #options: RecoveryUnitOptions;
  readonly #memory: { record: TransferRecord | undefined } = { record: undefined };
  readonly #builds = new Map<string, number>();
  #firmware: RunningFirmware | undefined;
  #receiver: FirmwareReceiver | undefined;
  #trust: Promise<TrustStore> | undefined;
  #restartAt: number | undefined;
  #starts = 0;
  #wasUpdated = false;

  constructor(options: RecoveryUnitOptions) {
    const { unit } = options;
    const timing = options.timing === 'real' ? realTiming : instantTiming;
    this.#options = options;
    this.hardware = {
      chip: unit.chip,
      flash: new FlashChip(unit.flash, timing),
      efuse: new EfuseBlock(unit.chip, unit.efuse),
    };
    this.device = new ProtocommDevice({
      ...options,
      endpoints: new Map([
        ...(options.otherEndpoints ?? []),
        ['rcv-info', (request) => this.#answerInfo(request)] as const,
        ['rcv-fw', (request) => this.#answerFirmware(request)] as const,
      ]),
      labels: () => [{ label: 'rcv', version: '1.0', capabilities: this.#capabilities() }],
      onPowerCut: () => this.cutPower(),
    });
    this.restart();
  }

  /** What runs; undefined where nothing starts. */
  get firmware(): RunningFirmware | undefined {
    return this.#firmware;
  }

  /** Starts so far. */
  get starts(): number {
    return this.#starts;
  }

  /** All endpoints in the order of their short ids. */
  get endpoints(): readonly string[] {
    return this.device.endpoints;
  }

  get style(): FirmwareStyle {
    return this.device.style;
  }

  /** Whether its service runs. */
  get isServing(): boolean {
    const { comesBack = true } = this.#options;
    return this.#firmware !== undefined && (comesBack || !this.#wasUpdated);
  }

  get transferRecord(): TransferRecord | undefined {
    return this.#memory.record;
  }

  async handle(endpoint: string, request: Uint8Array): Promise<Uint8Array> {
    if (this.#restartAt !== undefined && this.#now() >= this.#restartAt && this.#now() > 0) this.restart();
    if (!this.isServing) throw new HandlerFailure('nothing answers');
    return this.device.handle(endpoint, request);
  }

  /** A link ended, or a new one begins. Firmware that was activated starts now, if it has not yet. */
  resetLink(): void {
    this.#receiver?.linkLost();
    if (this.#restartAt !== undefined) this.restart();
    this.device.resetLink();
  }

  /** The supply goes and comes back: RAM is lost, a sector may be half written. */
  cutPower(): void {
    this.#receiver?.powerLost();
    this.restart();
  }

  /** Starts from flash. */
  restart(): void {
    this.#starts++;
    this.#restartAt = undefined;
    this.#firmware = startFirmware(this.hardware);
    this.#trust = undefined;
    this.#receiver = this.#firmware && this.#newReceiver(this.#firmware);
    this.device.resetLink();
  }

  #now(): number {
    return this.#options.now?.() ?? 0;
  }

  #newReceiver(firmware: RunningFirmware): FirmwareReceiver {
    const isReal = this.#options.timing === 'real';
    return new FirmwareReceiver({
      hardware: this.hardware,
      firmware,
      facts: () => this.#facts(firmware),
      memory: this.#memory,
      faults: this.faults,
      maxData: this.#settings.maxData,
      now: () => this.#now(),
      sectorMs: isReal ? realTiming.eraseSectorMs + 16 * realTiming.programPageMs : 0,
      verifyMs: isReal ? 2000 : 0,
      random: this.#options.random,
      onActivated: (manifest) => this.#activated(manifest),
    });
  }

  #activated({ build }: Manifest): void {
    const target = this.#firmware?.target;
    const image = target && parseAppImage(partitionBytes(this.hardware.flash, target));
    this.#builds.set((image?.ok && image.value.descriptor?.elfSha256) || '', build);
    this.#restartAt = this.#now() + restartMs;
    this.#wasUpdated = true;
  }

  get #settings(): ProductSettings {
    return { ...usualSettings, ...this.#options.settings };
  }

  #facts({ descriptor, target }: RunningFirmware): GateFacts {
    const { chip, efuse } = this.hardware;
    const fuses = readFuses(efuse, chip);
    return {
      product: this.#options.product,
      hwRevision: this.#options.hwRevision ?? 'A',
      chipId: chips[chip].imageChipId,
      chipRevision: fuses.revision,
      deviceId: macOf(this.hardware),
      build: this.#builds.get(descriptor?.elfSha256 ?? '') ?? this.#options.build,
      secureVersion: Math.max(fuses.secureVersion, descriptor?.secureVersion ?? 0),
      targetSize: target?.size,
      keys: this.#options.manifestKeys,
      hasEnoughPower: this.hasEnoughPower,
    };
  }

  #capabilities(): string[] {
    const { projectName = '', version = '' } = this.#firmware?.descriptor ?? {};
    return ['rcv-info', 'rcv-fw', 'ep:rcv-info=ff54', 'ep:rcv-fw=ff55', `fw:${projectName}/${version}`];
  }

  async #answerInfo(request: Uint8Array): Promise<Uint8Array> {
    const firmware = this.#firmware;
    if (firmware === undefined) throw new HandlerFailure('nothing runs');
    this.#trust ??= readTrustStore(this.hardware, firmware.running.label);
    const trust = await this.#trust;
    const facts = this.#facts(firmware);
    const { key } = this.#options;
    return answerInfo(request, { hardware: this.hardware, firmware, trust, facts, settings: this.#settings, key });
  }

  #answerFirmware(request: Uint8Array): Uint8Array {
    if (this.#receiver === undefined) throw new HandlerFailure('nothing runs');
    return this.#receiver.handle(request);
  }
}

/** The factory MAC, 6 bytes in reading order. */
function macOf({ chip, efuse }: UnitHardware): Uint8Array {
  const word = chip === 'ESP32' ? 1 : 6;
  const low = efuse.word(word).toString(16).padStart(8, '0');
  const high = (efuse.word(word + 1) & 0xffff).toString(16).padStart(4, '0');
  return decodeHex(high + low);
}
