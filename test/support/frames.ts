import type { SerialDevice } from '../../electron/sim/serial-device.ts';
import { encodeSlip, slipDecoder } from '../../electron/sim/slip.ts';

/** A host that speaks in frames and has no time of its own. */
export interface FrameHost {
  /** Sends a command and waits for `replies` frames. */
  command(opcode: number, data: Uint8Array, checksum?: number, replies?: number): Promise<Uint8Array[]>;
  sendFrame(frame: Uint8Array): void;
  /** The next frame from the device. */
  next(): Promise<Uint8Array>;
}

export function frameHost(device: SerialDevice): FrameHost {
  const decoder = slipDecoder('keep', 0x10000);
  const frames: Uint8Array[] = [];
  let wake = () => {};
  device.onTransmit((chunk) => {
    frames.push(...decoder.push(chunk));
    wake();
  });
  const next = async (): Promise<Uint8Array> => {
    for (;;) {
      const frame = frames.shift();
      if (frame !== undefined) return frame;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const sendFrame = (frame: Uint8Array) => device.receive(encodeSlip(frame));
  return {
    next,
    sendFrame,
    async command(opcode, data, checksum = 0, replies = 1) {
      sendFrame(requestFrame(opcode, data, checksum));
      const received: Uint8Array[] = [];
      while (received.length < replies) received.push(await next());
      return received;
    },
  };
}

export function requestFrame(opcode: number, data: Uint8Array, checksum = 0): Uint8Array {
  const frame = new Uint8Array(8 + data.length);
  const view = new DataView(frame.buffer);
  frame[1] = opcode;
  view.setUint16(2, data.length, true);
  view.setUint32(4, checksum, true);
  frame.set(data, 8);
  return frame;
}

/** 32-bit words, little endian. */
export function words(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value, true);
  return new Uint8Array(view.buffer);
}

/** Data of FLASH_DATA, DEFL_DATA and MEM_DATA. */
export function dataBlock(sequence: number, payload: Uint8Array): Uint8Array {
  const data = new Uint8Array(16 + payload.length);
  data.set(words(payload.length, sequence, 0, 0));
  data.set(payload, 16);
  return data;
}
