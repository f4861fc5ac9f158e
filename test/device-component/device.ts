import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** How a unit's program ended: `restart` after activate, `power-cut` at the operation that was asked for. */
export type DeviceEnd = 'restart' | 'power-cut' | 'stopped' | `exit ${number}`;

/** A running `rcv-device`. */
export interface Device {
  readonly url: string;
  readonly ended: Promise<DeviceEnd>;
  /** One control line, e.g. `drop-answer 3`; resolves with the program's answer. */
  control(line: string): Promise<string>;
  /** Ends it as its user would. Throws where a sanitizer has something to say. */
  stop(): Promise<void>;
}

const ends: Readonly<Record<number, DeviceEnd>> = { 0: 'stopped', 75: 'restart', 99: 'power-cut' };

/** Starts a unit. It is stopped when the test ends; a report of a sanitizer fails the test. */
export async function startDevice(program: string, args: readonly string[]): Promise<Device> {
  const child = spawn(program, [...args, '--control'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString('utf8');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = endOf(child);
  const nextLine = async (): Promise<string> => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error(`rcv-device ended: ${await ended} ${errors}`);
    return value;
  };
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    if (/Sanitizer|runtime error/.test(errors)) throw new Error(errors);
  };
  onTestFinished(stop);
  const url = (await nextLine()).replace('listening ', '');
  const control = (line: string): Promise<string> => {
    child.stdin.write(`${line}\n`);
    return nextLine();
  };
  return { url, ended, control, stop };
}

async function endOf(child: ChildProcess): Promise<DeviceEnd> {
  const [code, signal]: unknown[] = await once(child, 'close');
  const number = typeof code === 'number' ? code : -1;
  if (signal !== null) return 'exit -1';
  return ends[number] ?? `exit ${number}`;
}
