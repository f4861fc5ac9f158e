import { describe, expect, it } from 'vitest';
import { chipIdentity } from '../../../electron/core/chips/identity.ts';
import { readEfuseWords } from '../../../electron/core/chips/read-efuse.ts';
import { securityFacts } from '../../../electron/core/chips/security.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { memoryLoader, plainEsp32Efuse, revision3ApbDate } from '../../support/memory-loader.ts';

const notReadable = { known: false, reason: 'not-readable' };

function esp32(change: (view: DataView) => void, apbDate = revision3ApbDate) {
  const efuse = plainEsp32Efuse();
  change(new DataView(efuse.buffer));
  return memoryLoader({ efuse, apbDate });
}

function c3(change: (view: DataView) => void) {
  const efuse = new Uint8Array(336);
  change(new DataView(efuse.buffer));
  return memoryLoader({ family: 'ESP32-C3', efuse });
}

async function stateOf({ loader, chip }: ReturnType<typeof memoryLoader>) {
  return securityFacts(chip, await readEfuseWords(loader, chip.family));
}

/** GET_SECURITY_INFO: flags, crypt count, seven purposes, chip id, API version. */
function securityInfo(flags: number, cryptCount: number): Uint8Array {
  return Uint8Array.of(flags, 0, 0, 0, cryptCount, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0);
}

describe('ESP32 security state', () => {
  it('takes an even number of ones in the counter for encryption off', async () => {
    const state = await stateOf(esp32((view) => view.setUint32(0, 0x03 << 20, true)));
    expect(state.flashEncryption).toEqual({ known: true, value: 'off' });
  });

  it('takes a spent and locked counter for release', async () => {
    const state = await stateOf(esp32((view) => view.setUint32(0, (0x7f << 20) | (1 << 2), true)));
    expect(state.flashEncryption).toEqual({ known: true, value: 'release' });
  });

  it('ignores the bits of secure boot v2 and of the closed download mode before revision 3', async () => {
    const unit = esp32((view) => {
      view.setUint32(0, 1 << 27, true);
      view.setUint32(24, 1 << 5, true);
    }, 0);
    const state = await stateOf(unit);
    expect(state.secureBoot).toEqual({ known: true, value: 'none' });
    expect(state.downloadMode).toEqual({ known: true, value: 'full' });
  });

  it('counts the secure version, and does not know it where its block is read-protected', async () => {
    const counted = await stateOf(esp32((view) => view.setUint32(92 + 16, 0x80000007, true)));
    expect(counted.secureVersion).toEqual({ known: true, value: 4 });
    const hidden = await stateOf(esp32((view) => view.setUint32(0, 1 << 18, true)));
    expect(hidden.secureVersion).toEqual(notReadable);
  });

  it('does not know the key digest where its block is read-protected', async () => {
    const state = await stateOf(
      esp32((view) => {
        view.setUint32(0, 1 << 17, true);
        view.setUint32(24, 1 << 5, true);
      }),
    );
    expect(state.secureBoot).toEqual({ known: true, value: 'v2' });
    expect(state.secureBootKeyDigests).toEqual(notReadable);
  });
});

describe('ESP32-C3 security state', () => {
  it('leaves revoked digests out', async () => {
    const unit = c3((view) => {
      view.setUint32(8, (9 << 24) | (10 << 28) | (1 << 21), true); // purposes of KEY0 and KEY1; digest 0 revoked
      view.setUint32(12, 1 << 20, true);
      view.setUint8(112, 0xaa);
      view.setUint8(144, 0xbb);
    });
    const state = await stateOf(unit);
    expect(state.secureBootKeyDigests).toEqual({ known: true, value: [`bb${'00'.repeat(31)}`] });
  });

  it('is in development where encryption can still be done by the loader, and counts 16 bits of secure version', async () => {
    const unit = c3((view) => {
      view.setUint32(8, 1 << 18, true);
      view.setUint32(16, 0xffff << 14, true);
    });
    const state = await stateOf(unit);
    expect(state.flashEncryption).toEqual({ known: true, value: 'development' });
    expect(state.secureVersion).toEqual({ known: true, value: 16 });
  });

  it('knows in secure download mode what GET_SECURITY_INFO says, and nothing else', async () => {
    const unit = memoryLoader({
      family: 'ESP32-C3',
      efuse: new Uint8Array(336),
      mode: 'secure-download',
      securityInfo: securityInfo(0b101, 7),
    });
    expect(await stateOf(unit)).toEqual({
      flashEncryption: { known: true, value: 'release' },
      secureBoot: { known: true, value: 'v2' },
      secureBootKeyDigests: notReadable,
      downloadMode: { known: true, value: 'secure' },
      secureVersion: notReadable,
    });
    const words = await readEfuseWords(unit.loader, 'ESP32-C3');
    expect(chipIdentity('ESP32-C3', words)).toEqual({ mac: undefined, revision: undefined, features: [] });
  });
});

describe('reading eFuse registers', () => {
  it('lets a fault of the link through instead of calling the register refused', async () => {
    const { loader } = esp32(() => undefined);
    const broken = { ...loader, readRegister: () => Promise.reject(new RecoveryError('link.timeout')) };
    await expect(readEfuseWords(broken, 'ESP32')).rejects.toMatchObject({ code: 'link.timeout' });
  });

  it('stops when it is cancelled', async () => {
    const { loader, traffic } = esp32(() => undefined);
    await expect(readEfuseWords(loader, 'ESP32', AbortSignal.abort())).rejects.toThrow();
    expect(traffic.roundTrips).toBe(0);
  });
});
