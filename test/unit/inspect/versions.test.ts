import { describe, expect, it } from 'vitest';
import { encodeNvs } from '../../../electron/sim/firmware/nvs.ts';
import { factoryEntry, inspectParts, nvsEntry, sampleApp, tablePart } from './sample-unit.ts';

async function slotOf(app: Uint8Array, options: Parameters<typeof inspectParts>[1] = {}, nvs = new Uint8Array(0)) {
  const { facts } = await inspectParts(
    [
      tablePart([nvsEntry, factoryEntry]),
      { offset: factoryEntry.offset, bytes: app },
      { offset: nvsEntry.offset, bytes: nvs },
    ],
    options,
  );
  const [slot] = facts.slots;
  if (slot === undefined) throw new Error('no slot');
  return slot;
}

const described = (version: string, projectName: string) =>
  sampleApp(version, { descriptor: { version, projectName, idfVersion: 'v4.4.8' } });

describe('version evidence', () => {
  it('ranks the descriptor before what the log, NVS and strings say', async () => {
    const nvs = encodeNvs({ app: { fw_ver: { type: 'string', value: '1.9.0' } } }, { formatVersion: 2, size: 0x4000 });
    const bootLog =
      'I (1) boot: Loaded app from partition at offset 0x10000\nI (2) cpu_start: App version:      2.0.0\n';
    const app = sampleApp('2.0.0', { texts: ['firmware version 1.7.3'] });
    expect((await slotOf(app, { bootLog }, nvs)).versions).toEqual([
      { source: 'app-descriptor', version: '2.0.0', confidence: 'high' },
      { source: 'boot-log', version: '2.0.0', confidence: 'high' },
      { source: 'nvs', version: '1.9.0', confidence: 'low' },
      { source: 'app-string', version: '1.7.3', confidence: 'low' },
    ]);
  });

  it('does not take the Arduino libraries for the sketch', async () => {
    const slot = await slotOf(described('v1.0-libs', 'arduino-lib-builder'));
    expect(slot.versions.map(({ source }) => source)).not.toContain('app-descriptor');
    expect(slot.projectName).toEqual({ known: false, reason: 'not-present' });
    expect(slot.idfVersion).toEqual({ known: true, value: 'v4.4.8' });
  });

  it('takes the default version 1 for weak and an empty one for none', async () => {
    expect((await slotOf(described('1', 'sample'))).versions).toEqual([
      { source: 'app-descriptor', version: '1', confidence: 'low' },
    ]);
    expect((await slotOf(described('', 'sample'))).versions).toEqual([]);
  });

  it('lets nothing out of NVS that is no version under a key of that name', async () => {
    const nvs = encodeNvs(
      {
        app: {
          version: { type: 'string', value: 'hunter2 password' },
          token: { type: 'string', value: '1.2.3' },
          ota_version: { type: 'string', value: 'v3.0.1-rc1' },
        },
      },
      { formatVersion: 2, size: 0x4000 },
    );
    const versions = (await slotOf(sampleApp('2.0.0'), {}, nvs)).versions;
    expect(versions.filter(({ source }) => source === 'nvs')).toEqual([
      { source: 'nvs', version: 'v3.0.1-rc1', confidence: 'low' },
    ]);
  });

  it('prefers strings beside a URL, and names no more than eight', async () => {
    const far = Array.from({ length: 12 }, (_unused, index) => `9.0.${index}`);
    const app = sampleApp('', {
      descriptor: { version: '', projectName: 'x', idfVersion: 'v4.4.8' },
      texts: [...far, 'x'.repeat(250), 'y'.repeat(250), '7.7.7', 'https://host.example/fw.bin'],
    });
    const { versions } = await slotOf(app);
    expect(versions[0]?.version).toBe('7.7.7');
    expect(versions).toHaveLength(8);
  });
});
