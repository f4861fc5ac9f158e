import type { Commands } from './commands.ts';
import { opcode } from './protocol.ts';
import type { FrameTransport } from './transport.ts';

const syncAttempts = 5;
const syncTimeoutMs = 100;
const furtherReplies = 7;
const payload = new Uint8Array(36).fill(0x55);
payload.set([0x07, 0x07, 0x12, 0x20]);

/**
 * Sends SYNC until the loader answers, and takes its eight replies. The value 0 is the stub's (ESPTOOL-JS §4). Undefined
 * where nothing answers; throws `port.gone`.
 */
export async function synchronise(commands: Commands, transport: FrameTransport): Promise<'rom' | 'stub' | undefined> {
  for (let attempt = 0; attempt < syncAttempts; attempt++) {
    try {
      const { value } = await commands.request(opcode.sync, payload, syncTimeoutMs);
      for (let reply = 0; reply < furtherReplies; reply++) await transport.receive(syncTimeoutMs).catch(() => {});
      return value === 0 ? 'stub' : 'rom';
    } catch (error) {
      if (transport.isLost) throw error;
    }
  }
  return undefined;
}
