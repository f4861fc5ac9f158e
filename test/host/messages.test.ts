import { createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commands } from '../../electron/contract/commands.ts';
import { maxMessageLength } from '../../electron/contract/messages.ts';
import { errorCatalogue } from '../../electron/core/errors/catalogue.ts';
import { isLongerThan } from '../../electron/host/app/message-size.ts';
import { seed } from '../../electron/sim/units/seed.ts';
import { hostBench } from '../support/host-bench.ts';
import type { Screen } from '../support/screen.ts';
import { plugInNew } from '../support/station.ts';

function repliesOf({ received }: Screen) {
  return received.filter((message) => message.type === 'reply');
}

/** Everything that was sent is answered, because replies keep the order of what is refused at once. */
async function settled(screen: Screen): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(screen.state).toBeDefined();
}

describe('messages of a screen', () => {
  it('that are none change nothing, and are answered by codes where they can be', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const before = structuredClone(screen.state);
    const names = Object.keys(commands).filter((name) => !name.startsWith('training.'));
    const mutilated = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          type: fc.constantFrom('request', 'cancel', 'resync', 'reply', 'delta', 7, null),
          id: fc.oneof(fc.integer(), fc.string(), fc.double()),
          command: fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString'), fc.string()),
          params: fc.jsonValue(),
          more: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      // Units, releases and records that there are not, and values that nobody may send.
      fc.record({
        type: fc.constant('request'),
        id: fc.integer({ min: 1, max: 2 ** 40 }),
        command: fc.constantFrom(...names.filter((name) => name !== 'settings.change')),
        params: fc.oneof(
          fc.jsonValue(),
          fc.record(
            { unit: fc.string(), target: fc.string(), release: fc.string(), file: fc.string(), from: fc.nat() },
            { requiredKeys: [] },
          ),
          fc.record({ unit: fc.constantFrom('u1', '__proto__', 'u2') }),
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(mutilated, async (message) => {
        screen.lane.post(message);
        await Promise.resolve();
      }),
      { numRuns: 1500 },
    );
    await settled(screen);
    for (const reply of repliesOf(screen)) {
      if (!reply.ok) expect(Object.keys(errorCatalogue)).toContain(reply.error.code);
    }
    expect(repliesOf(screen).some((reply) => !reply.ok)).toBe(true);
    const again = await (async () => {
      screen.lane.post({ type: 'resync' });
      await settled(screen);
      return screen.state;
    })();
    expect(again).toEqual(before);
  });

  it('are refused one by one for what is wrong with them', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const post = (message: object) => screen.lane.post(message);
    post({ type: 'request', id: 10, command: 'unit.fly', params: {} });
    post({ type: 'request', id: 10, command: 'record.verify', params: {} });
    post({ type: 'request', id: 9, command: 'record.verify', params: {} });
    post({ type: 'request', id: 11, command: 'unit.close', params: { unit: 7 } });
    post({ type: 'request', id: 12, command: 'unit.close', params: { unit: 'u9' } });
    post({ type: 'request', id: 13, command: 'unit.close', params: { unit: 'u9' }, more: 1 });
    post({ type: 'request', id: 14, command: 'unit.open', params: { target: '/etc/passwd' } });
    post({ type: 'cancel', id: 4711 });
    await settled(screen);
    const found = repliesOf(screen).map((reply) => [
      reply.id,
      reply.ok ? 'ok' : [reply.error.code, reply.error.params],
    ]);
    expect(found).toEqual([
      [10, ['app.unknown-command', { command: 'unit.fly' }]],
      [10, ['app.bad-message', { reason: 'id-used' }]],
      [9, ['app.bad-message', { reason: 'id-used' }]],
      [13, ['app.bad-message', { reason: 'malformed' }]],
      [11, ['app.bad-params', { command: 'unit.close', at: 'unit' }]],
      [12, ['app.unknown-unit', { unit: 'u9' }]],
      [14, ['port.not-found', { port: '/etc/passwd' }]],
    ]);
  });

  it('may be 64 at once', async () => {
    const { connect } = await hostBench();
    const screen = await connect();
    const codes = await Promise.all(Array.from({ length: 70 }, () => screen.refusal('record.verify', {})));
    expect(codes.filter((code) => code === 'app.too-many-requests')).toHaveLength(6);
    expect(codes.filter((code) => code === 'answered')).toHaveLength(64);
  });

  it('are measured before they are parsed, also where they hold themselves', () => {
    const loop: { self?: unknown; text: string } = { text: 'x'.repeat(100) };
    loop.self = [loop, { loop }];
    expect(isLongerThan(loop, 1000)).toBe(false);
    expect(isLongerThan(loop, 50)).toBe(true);
    expect(isLongerThan({ params: ['x'.repeat(maxMessageLength)] }, maxMessageLength)).toBe(true);
    expect(isLongerThan(new Uint8Array(2000), 1000)).toBe(true);
    expect(isLongerThan(null, 10)).toBe(false);
  });

  it('can be cancelled: nobody has to wait for a server that says nothing', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { connect } = await hostBench();
    const screen = await connect();
    const { unit } = await screen.request('unit.open', { target: plugInNew(await seed({ size: 'tiny' })).port });
    await screen.untilPhase(unit, 'ready');
    const { id, promise } = screen.send('unit.judge', {
      unit,
      server: { kind: 'probe', server: `127.0.0.1:${port}` },
      dateCheck: 'unknown',
    });
    screen.cancel(id);
    await expect(promise).rejects.toThrow('app.cancelled');
    expect(screen.unit(unit).verdict).toBeUndefined();
  });
});
