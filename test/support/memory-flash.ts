import { createHash } from 'node:crypto';
import type { ChipFamily } from '../../electron/core/chips/chip.ts';
import type { ErrorCode } from '../../electron/core/errors/catalogue.ts';
import { type ErrorParams, RecoveryError } from '../../electron/core/errors/recovery-error.ts';
import type { ConnectedChip, FlashLoader } from '../../electron/core/interfaces/flash-loader.ts';
import { fixtureMac } from './recovery-fixture.ts';

/** One call of the loader, as a test wants to see or break it. */
export interface LoaderCall {
  readonly index: number;
  readonly name: 'connect' | 'read' | 'md5' | 'write' | 'erase' | 'boot';
  readonly offset: number;
  readonly length: number;
}

/** How a call fails: with this error, after so much of its effect. */
export interface Fault {
  readonly code: ErrorCode;
  readonly params?: ErrorParams;
  /** Bytes of flash that a write or erase still changed. */
  readonly after?: number;
}

/** A FlashLoader over bytes in memory. */
export interface MemoryFlash {
  readonly loader: FlashLoader;
  readonly flash: Uint8Array<ArrayBuffer>;
  readonly calls: LoaderCall[];
  /** Asked before every call. */
  fault: (call: LoaderCall) => Fault | undefined;
  /** What the console prints after a restart. */
  boot: () => string;
  mac: string;
  /** Highest rate allowed at each connect. */
  readonly baudRates: number[];
}

/** What answers besides the flash. */
export interface MemoryChip {
  readonly family: ChipFamily;
  /** Undefined = the chip refuses the register. */
  readonly register: (address: number) => number | undefined;
  readonly flashId: number;
}

const plainEsp32: MemoryChip = { family: 'ESP32', register: () => undefined, flashId: 0x1440c8 };

/** Works on `flash` itself: what is written stays written, also when a call fails half way. */
export function memoryFlash(flash: Uint8Array<ArrayBuffer>, chip: MemoryChip = plainEsp32): MemoryFlash {
  const calls: LoaderCall[] = [];
  const baudRates: number[] = [];
  const memory: MemoryFlash = {
    loader: undefined as never,
    flash,
    calls,
    fault: () => undefined,
    boot: () => '',
    mac: fixtureMac,
    baudRates,
  };

  const begin = (name: LoaderCall['name'], offset = 0, length = 0): Fault | undefined => {
    const call = { index: calls.length, name, offset, length };
    calls.push(call);
    return memory.fault(call);
  };
  const failing = (name: LoaderCall['name'], offset = 0, length = 0): void => {
    const fault = begin(name, offset, length);
    if (fault) throw new RecoveryError(fault.code, fault.params);
  };
  /** Erases whole sectors and programs up to the point of the fault. */
  const change = (name: 'write' | 'erase', offset: number, data: Uint8Array): void => {
    if (offset % 0x1000 !== 0) throw new RecoveryError('loader.out-of-range', { offset });
    const fault = begin(name, offset, data.length);
    const end = fault ? Math.min(fault.after ?? 0, data.length) : data.length;
    for (let at = 0; at < end; at += 0x1000) {
      flash.fill(0xff, offset + at, offset + at + 0x1000);
      flash.set(data.subarray(at, Math.min(at + 0x1000, end)), offset + at);
    }
    if (fault) throw new RecoveryError(fault.code, fault.params);
  };
  const loader: FlashLoader = {
    async connect({ maxBaudRate = 921600 }) {
      failing('connect');
      baudRates.push(maxBaudRate);
      const connected: ConnectedChip = {
        family: chip.family,
        mode: 'stub',
        baudRate: maxBaudRate,
        securityInfo: undefined,
        strayText: '',
      };
      return connected;
    },
    async readRegister(address) {
      const value = chip.register(address);
      if (value === undefined) throw new RecoveryError('loader.not-available');
      return value;
    },
    readFlashId: async () => chip.flashId,
    setFlashSize: async () => {},
    async md5(offset, length) {
      failing('md5', offset, length);
      return createHash('md5')
        .update(flash.subarray(offset, offset + length))
        .digest();
    },
    async read(offset, length) {
      failing('read', offset, length);
      return flash.slice(offset, offset + length);
    },
    async write(offset, data, options) {
      change('write', offset, data);
      options?.onProgress?.(data.length, data.length);
      return { wireBytes: data.length, restarts: 0 };
    },
    async erase(offset, length) {
      change('erase', offset, new Uint8Array(length).fill(0xff));
    },
    async captureBoot() {
      failing('boot');
      return memory.boot();
    },
    disconnect: async () => {},
    onWire: () => () => {},
  };
  return Object.assign(memory, { loader });
}
