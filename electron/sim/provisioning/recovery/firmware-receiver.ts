import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { crc32Zlib } from '../../../core/bytes/crc32.ts';
import { sha256Hex } from '../../../core/bytes/digest.ts';
import type { Random } from '../../../core/interfaces/machine.ts';
import {
  type Begin,
  type Data,
  type FwRequest,
  FwRequestSchema,
  type FwResponse,
  FwResponseSchema,
  type Manifest,
  Status,
} from '../../../core/provisioning/proto/rcv_pb.ts';
import { HandlerFailure } from '../handler-failure.ts';
import { headRefusal, imageRefusal } from './image-checks.ts';
import { admitManifest, type GateFacts } from './manifest-gate.ts';
import type { RunningFirmware, UnitHardware } from './running-firmware.ts';
import { confirmRunning, selectSlot } from './select-slot.ts';
import { SlotWriter } from './slot-writer.ts';

/** States of `FwResponse.state`. */
export const transferState = {
  idle: 0,
  table: 1,
  receiving: 2,
  verifying: 3,
  ready: 4,
  activated: 5,
  failed: 6,
} as const;

/** What survives a loss of power: stands for a record in NVS. */
export interface TransferRecord {
  readonly manifestSha256: string;
  readonly partition: string;
  readonly durable: number;
}

/** Faults of the receiver, each used up as it strikes. */
export interface ReceiverFaults {
  /** So many further chunks are answered BUSY. */
  busy: number;
  /** So many further chunks are taken for damaged. */
  badCrc: number;
}

export interface ReceiverOptions {
  readonly hardware: UnitHardware;
  readonly firmware: RunningFirmware;
  readonly facts: () => GateFacts;
  readonly memory: { record: TransferRecord | undefined };
  readonly faults: ReceiverFaults;
  readonly maxData: number;
  readonly now: () => number;
  readonly sectorMs: number;
  /** Time that the final check of an image takes. */
  readonly verifyMs: number;
  readonly random: Random;
  readonly onActivated: (manifest: Manifest) => void;
}

interface Transfer {
  readonly id: number;
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  readonly writer: SlotWriter;
  state: number;
  /** First bytes of the image, checked as soon as they are there. */
  head: Uint8Array;
  verifiedAt: number;
  failure: Status;
  usedAt: number;
}

const recordEvery = 0x10000;
const headLength = 288;
const idleMs = 60_000;
const maxFailedFinishes = 5;

/** The endpoint `rcv-fw` of one start of the firmware (PROTOCOLS §4.4). */
export class FirmwareReceiver {
  readonly #options: ReceiverOptions;
  #transfer: Transfer | undefined;
  #failedFinishes = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  handle(bytes: Uint8Array): Uint8Array {
    this.#transfer?.writer.settle();
    this.#dropIdle();
    const { op } = readRequest(bytes);
    const status = this.#run(op);
    if (this.#transfer) this.#transfer.usedAt = this.#options.now();
    return toBinary(FwResponseSchema, this.#respond(status));
  }

  /** The link is gone: what is on flash is written down. */
  linkLost(): void {
    this.#transfer?.writer.settle();
    this.#record(true);
  }

  /** The power is gone in the middle of a sector. */
  powerLost(): void {
    this.#transfer?.writer.tear();
  }

  #run(op: FwRequest['op']): Status {
    switch (op.case) {
      case 'begin':
        return this.#begin(op.value);
      case 'data':
        return this.#data(op.value);
      case 'status':
        return this.#progress();
      case 'finish':
        return this.#finish();
      case 'activate':
        return this.#activate();
      case 'confirm':
        confirmRunning(this.#options.hardware.flash, this.#options.firmware.partitions);
        return Status.OK;
      case 'abort':
        this.#transfer = undefined;
        this.#options.memory.record = undefined;
        return Status.OK;
      default:
        return Status.UNSUPPORTED;
    }
  }

  #begin(begin: Begin): Status {
    const { firmware, memory, random } = this.#options;
    const manifest = admitManifest(begin, this.#options.facts());
    if (typeof manifest === 'number') return manifest;
    if (firmware.target === undefined) return Status.NOT_ALLOWED;
    const manifestSha256 = sha256Hex(begin.manifest);
    const isSame = this.#transfer?.manifestSha256 === manifestSha256;
    if (isSame && !begin.restart && this.#transfer?.state !== transferState.failed) return Status.OK;
    const { record } = memory;
    const resumes = record?.manifestSha256 === manifestSha256 && record.partition === firmware.target.label;
    const from = resumes && !begin.restart && !isSame ? record.durable : 0;
    if (from === 0) memory.record = undefined;
    this.#transfer = {
      id: new DataView(random.bytes(4).buffer).getUint32(0),
      manifest,
      manifestSha256,
      writer: this.#newWriter(from),
      state: transferState.receiving,
      head: new Uint8Array(from > 0 ? headLength : 0),
      verifiedAt: 0,
      failure: Status.OK,
      usedAt: 0,
    };
    return Status.OK;
  }

  #newWriter(from: number): SlotWriter {
    const { hardware, firmware, now, sectorMs } = this.#options;
    if (firmware.target === undefined) throw new HandlerFailure('no target');
    return new SlotWriter(hardware.flash, firmware.target, from, now, sectorMs);
  }

  #data({ transfer, offset, crc32, data }: Data): Status {
    const current = this.#transfer;
    if (current === undefined || transfer !== current.id) return Status.NO_TRANSFER;
    if (current.state !== transferState.receiving) return Status.NOT_ALLOWED;
    if (data.length === 0 || data.length > this.#options.maxData) return Status.BAD_REQUEST;
    if (take(this.#options.faults, 'badCrc') || crc32Zlib(data) !== crc32) return Status.BAD_CRC;
    const { writer, manifest } = current;
    if (offset > writer.queued) return Status.GAP;
    if (offset < writer.queued) return Status.OK;
    if (writer.queued + data.length > manifest.imageSize) return Status.TOO_LARGE;
    if (take(this.#options.faults, 'busy') || !writer.hasRoomFor(data.length)) return Status.BUSY;
    writer.take(data);
    this.#record(false);
    return this.#checkHead(current, data);
  }

  #checkHead(transfer: Transfer, data: Uint8Array): Status {
    if (transfer.head.length >= headLength) return Status.OK;
    transfer.head = new Uint8Array([...transfer.head, ...data.subarray(0, headLength - transfer.head.length)]);
    if (transfer.head.length < headLength) return Status.OK;
    return this.#fail(transfer, headRefusal(transfer.head, transfer.manifest));
  }

  #fail(transfer: Transfer, status: Status): Status {
    if (status === Status.OK) return status;
    transfer.state = transferState.failed;
    transfer.failure = status;
    this.#options.memory.record = undefined;
    return status;
  }

  #finish(): Status {
    const transfer = this.#transfer;
    if (transfer === undefined) return Status.NO_TRANSFER;
    if (transfer.state !== transferState.receiving) return this.#progress();
    if (this.#failedFinishes >= maxFailedFinishes) return Status.NOT_ALLOWED;
    if (transfer.writer.queued < transfer.manifest.imageSize) return Status.GAP;
    transfer.writer.flush();
    this.#record(true);
    transfer.state = transferState.verifying;
    transfer.verifiedAt = this.#options.now() + this.#options.verifyMs;
    return Status.IN_PROGRESS;
  }

  /** What `status` answers; a check whose time has come ends here. */
  #progress(): Status {
    const transfer = this.#transfer;
    if (transfer?.state === transferState.failed) return transfer.failure;
    if (transfer?.state !== transferState.verifying) return Status.OK;
    if (this.#options.now() < transfer.verifiedAt) return Status.IN_PROGRESS;
    const { hardware, firmware } = this.#options;
    const refusal = imageRefusal(hardware, firmware.target, transfer.manifest);
    if (refusal === Status.OK) transfer.state = transferState.ready;
    else this.#failedFinishes++;
    return this.#fail(transfer, refusal);
  }

  #activate(): Status {
    const transfer = this.#transfer;
    if (transfer?.state === transferState.activated) return Status.OK;
    if (transfer?.state !== transferState.ready) return Status.NOT_ALLOWED;
    const { hardware, firmware, memory } = this.#options;
    const { target, partitions, hasRollback } = firmware;
    if (target === undefined || !selectSlot(hardware.flash, partitions, target, hasRollback)) return Status.FLASH_ERROR;
    transfer.state = transferState.activated;
    memory.record = undefined;
    this.#options.onActivated(transfer.manifest);
    return Status.OK;
  }

  /** Each 64 KiB, and in whole sectors where it matters. */
  #record(isNow: boolean): void {
    const transfer = this.#transfer;
    const { memory, firmware } = this.#options;
    if (transfer?.state !== transferState.receiving || firmware.target === undefined) return;
    const unit = isNow ? 0x1000 : recordEvery;
    const durable = Math.floor(transfer.writer.durable / unit) * unit;
    if (durable === 0 || durable <= (memory.record?.durable ?? 0)) return;
    memory.record = { manifestSha256: transfer.manifestSha256, partition: firmware.target.label, durable };
  }

  #dropIdle(): void {
    if (this.#transfer === undefined || this.#options.now() - this.#transfer.usedAt <= idleMs) return;
    if (this.#transfer.state !== transferState.receiving) return;
    this.#record(true);
    this.#transfer = undefined;
  }

  #respond(status: Status): FwResponse {
    const transfer = this.#transfer;
    const waits = status === Status.BUSY || status === Status.IN_PROGRESS;
    return create(FwResponseSchema, {
      v: 1,
      status,
      transfer: transfer?.id ?? 0,
      nextOffset: transfer?.writer.queued ?? 0,
      durableOffset: transfer?.writer.durable ?? 0,
      state: transfer?.state ?? transferState.idle,
      retryMs: waits ? (transfer?.writer.waitMs ?? 1) : 0,
      maxData: this.#options.maxData,
      imageSize: transfer?.manifest.imageSize ?? 0,
    });
  }
}

function take(faults: ReceiverFaults, kind: keyof ReceiverFaults): boolean {
  if (faults[kind] <= 0) return false;
  faults[kind]--;
  return true;
}

function readRequest(bytes: Uint8Array): FwRequest {
  try {
    return fromBinary(FwRequestSchema, bytes);
  } catch (cause) {
    throw new HandlerFailure('no request', { cause });
  }
}
