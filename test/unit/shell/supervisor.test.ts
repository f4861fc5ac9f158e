import { describe, expect, it } from 'vitest';
import { superviseHost } from '../../../electron/main/host/supervisor.ts';
import { type ScriptedProcess, scriptedProcess } from './scripted-process.ts';

const planHash = 'a'.repeat(64);
const plan = { summary: { code: 'summary.only-slot', params: { mac: 'm' } }, confirmations: [] };

/** A supervisor over scripted processes and a clock that stands still until it is told. */
function bench() {
  const forked: ScriptedProcess[] = [];
  const sleeps: number[] = [];
  const events: string[] = [];
  let now = 0;
  const supervisor = superviseHost<string>({
    fork: () => {
      const made = scriptedProcess();
      forked.push(made);
      return made;
    },
    monotonicMs: () => now,
    sleep: async (ms) => void sleeps.push(ms),
    onUp: () => void events.push('up'),
    onDown: (exitCode) => void events.push(`down ${exitCode}`),
    onJobs: (running) => void events.push(`jobs ${running}`),
    onHelper: ({ type, id }) => void events.push(`${type} ${id}`),
    onBadMessage: () => void events.push('bad'),
  });
  const last = (): ScriptedProcess => {
    const found = forked.at(-1);
    if (found === undefined) throw new Error('nothing was forked');
    return found;
  };
  const die = async (afterMs: number): Promise<void> => {
    now += afterMs;
    last().exit(1);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { supervisor, forked, sleeps, events, last, die };
}

describe('host supervisor', () => {
  it('starts the host again, later each time, and at once again after it was well for a while', async () => {
    const { supervisor, forked, sleeps, die } = bench();
    supervisor.start();
    for (let time = 0; time < 8; time += 1) await die(100);
    expect(sleeps).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    await die(30_000);
    expect(sleeps.at(-1)).toBe(250);
    expect(forked).toHaveLength(10);
  });

  it('is up between ready and exit, and nobody works on a unit when it is gone', async () => {
    const { supervisor, events, last, die } = bench();
    supervisor.start();
    expect(supervisor.isUp()).toBe(false);
    last().say({ type: 'ready' });
    last().say({ type: 'jobs', running: 3 });
    expect([supervisor.isUp(), supervisor.jobsRunning()]).toEqual([true, 3]);
    await die(1);
    expect([supervisor.isUp(), supervisor.jobsRunning()]).toEqual([false, 0]);
    expect(events).toEqual(['up', 'jobs 3', 'jobs 0', 'down 1']);
  });

  it('asks what a plan does and grants a ticket for it', async () => {
    const { supervisor, last } = bench();
    supervisor.start();
    last().say({ type: 'ready' });
    const described = supervisor.describePlan(planHash);
    const granted = supervisor.grantTicket(planHash, 'token');
    expect(last().sent.map(({ message }) => message)).toEqual([
      { type: 'describe-plan', id: 1, planHash },
      { type: 'grant-ticket', id: 2, planHash, token: 'token' },
    ]);
    last().say({ type: 'reply', id: 2, ok: true, value: null });
    last().say({ type: 'reply', id: 1, ok: true, value: plan });
    expect(await described).toEqual(plan);
    await granted;
  });

  it('gives coded errors: of the host, for an answer that is no description, for a host that died or is not up', async () => {
    const { supervisor, last, die } = bench();
    supervisor.start();
    await expect(supervisor.describePlan(planHash)).rejects.toMatchObject({ code: 'app.host-lost' });
    last().say({ type: 'ready' });
    const [known, strange, never] = [1, 2, 3].map(() => supervisor.describePlan(planHash));
    last().say({ type: 'reply', id: 1, ok: false, error: { code: 'app.unknown-plan', params: {} } });
    last().say({ type: 'reply', id: 2, ok: true, value: { summary: 'yes' } });
    await expect(known).rejects.toMatchObject({ code: 'app.unknown-plan' });
    await expect(strange).rejects.toMatchObject({ code: 'app.unknown-plan' });
    const lost = expect(never).rejects.toMatchObject({ code: 'app.host-lost' });
    await die(1);
    await lost;
  });

  it('drops what is no message of the contract', () => {
    const { supervisor, events, last } = bench();
    supervisor.start();
    for (const message of [
      null,
      'ready',
      { type: 'exec' },
      { type: 'jobs', running: -1 },
      { type: 'ready', more: 1 },
    ]) {
      last().say(message);
    }
    last().say({ type: 'fork-helper', id: 1, helper: '../../bin/sh' });
    expect(events).toEqual(['bad', 'bad', 'bad', 'bad', 'bad', 'bad']);
    expect(supervisor.isUp()).toBe(false);
  });

  it('stops the host for good: it is asked first, killed after the time it was given', async () => {
    const { supervisor, forked, sleeps, last } = bench();
    supervisor.start();
    last().say({ type: 'ready' });
    const stopped = supervisor.stop(5000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(last().sent.at(-1)?.message).toEqual({ type: 'stop' });
    expect([sleeps, last().killed]).toEqual([[5000], true]);
    last().exit(0);
    await stopped;
    expect(forked).toHaveLength(1);
  });
});
