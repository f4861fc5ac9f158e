import { describe, expect, it } from 'vitest';
import { createPortWatcher } from '../../electron/adapters/serial/port-watcher.ts';
import { errorEnvelope as schema } from '../../electron/contract/envelope.ts';
import { RecoveryError } from '../../electron/core/errors/recovery-error.ts';
import { errorEnvelope } from '../../electron/host/app/error-envelope.ts';
import { harmlessText } from '../../electron/host/app/harmless-text.ts';
import { type PortSource, portEntities } from '../../electron/host/app/port-source.ts';
import { readPortState } from '../../electron/host/read-ports.ts';
import { hostBench } from '../support/host-bench.ts';

const hostile = `<img src=x onerror=alert(1)>\u202egnp.exe\u0000\u001b[31m\n${'x'.repeat(1 << 20)}`;

describe('hostile text', () => {
  it('is cut, on one line and without characters that act', () => {
    const shown = harmlessText(hostile);
    expect(shown.length).toBeLessThanOrEqual(1000);
    expect(shown.endsWith('…')).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(harmlessText('\u0001'.repeat(1000)).length).toBeLessThanOrEqual(1000);
    expect(harmlessText('Müller GmbH 中文')).toBe('Müller GmbH 中文');
  });

  it('of an adapter reaches screens as an entity that the schema takes', async () => {
    const list = async () => [{ path: '/dev/ttyUSB0', vendorId: 'ffff', productId: 'ea60', manufacturer: hostile }];
    const report = await readPortState({
      system: 'linux',
      watcher: createPortWatcher(list),
      inventory: { list: async () => [] },
      access: { read: async (path) => ({ path, permission: 'granted' }) },
    });
    const portSource: PortSource = {
      watch(listener) {
        listener(portEntities(report));
        return () => {};
      },
    };
    const { connect } = await hostBench({ portSource });
    const screen = await connect();
    expect(screen.state?.ports['/dev/ttyUSB0']?.name).toMatch(/^<img src=x onerror=alert\(1\)>\\u202egnp/);
  });

  it('in an error is cut as well', () => {
    const envelope = errorEnvelope(new RecoveryError('port.not-found', { port: hostile }));
    expect(schema.parse(JSON.parse(JSON.stringify(envelope)))).toEqual({
      code: 'port.not-found',
      params: envelope.params,
    });
    expect(String(envelope.params.port).length).toBeLessThanOrEqual(1000);
    expect(errorEnvelope(new Error('x'))).toMatchObject({ code: 'internal', params: { detail: 'x' } });
    expect(errorEnvelope('thrown')).toMatchObject({ code: 'internal', params: { detail: 'thrown' } });
  });

  it('as a target is refused by its name', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    expect(await screen.refusal('unit.open', { target: hostile })).toBe('app.bad-params');
    expect(await screen.refusal('unit.open', { target: hostile.slice(0, 900) })).toBe('port.not-found');
    expect(await screen.refusal('unit.open', { target: 'sim:nobody' })).toBe('answered');
    await screen.until(({ units }) => units.u1?.error?.code === 'port.not-found');
  });
});
