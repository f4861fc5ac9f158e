import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCommands } from '../../../electron/adapters/esptool/commands.ts';
import { encodeRequest, opcode, parseReply, words } from '../../../electron/adapters/esptool/protocol.ts';
import { encodeSlip } from '../../../electron/adapters/esptool/slip.ts';
import { openTransport } from '../../../electron/adapters/esptool/transport.ts';
import type { WireEvent } from '../../../electron/core/interfaces/flash-loader.ts';
import { virtualScheduler } from '../../../electron/sim/scheduler.ts';
import { clockOf } from '../../support/loader-bench.ts';
import { scriptedLink } from '../../support/scripted-link.ts';

/** A reply of a ROM: 4 bytes of status. */
function reply(code: number, value: number, ...data: readonly number[]): Uint8Array {
  const frame = encodeRequest(code, Uint8Array.from(data), value);
  frame[0] = 1;
  return encodeSlip(frame);
}

async function commandsWith(...answers: readonly Uint8Array[]) {
  const script = scriptedLink();
  const scheduler = virtualScheduler();
  const events: WireEvent[] = [];
  const transport = await openTransport(script.link, clockOf(scheduler), 115_200);
  const commands = createCommands(transport, clockOf(scheduler), (event) => events.push(event));
  script.onWrite = async () => {
    for (const answer of answers) script.give(answer);
  };
  return { script, transport, commands, events, now: () => scheduler.now() };
}

const read = opcode.readRegister;

describe('a command', () => {
  test.each([
    ['READ_REG of a ROM', read, 0, 4],
    ['READ_REG of a stub', read, 0, 2],
    ['MD5 of a ROM', opcode.spiFlashMd5, 32, 4],
    ['MD5 of a stub', opcode.spiFlashMd5, 16, 2],
    ['security info of a ROM', opcode.getSecurityInfo, 20, 4],
    ['security info of a stub', opcode.getSecurityInfo, 20, 2],
    ['security info of an ESP32-S2', opcode.getSecurityInfo, 12, 4],
    ['64 bytes of flash', opcode.spiFlashRead, 64, 4],
  ])('gives value and data of %s without the status', async (_, code, length, status) => {
    const payload = Array.from({ length }, (__, index) => index + 1);
    const { commands, events } = await commandsWith(reply(code, 7, ...payload, ...new Array<number>(status).fill(0)));
    expect(await commands.request(code, words(0))).toEqual({ value: 7, data: Uint8Array.from(payload) });
    expect(events).toEqual([
      expect.objectContaining({ opcode: code, requestBytes: 12, replyBytes: length + status, result: 'ok' }),
    ]);
  });

  test.each([
    ['without the payload (stub)', [0xc4, 0]],
    ['after an empty payload (ROM)', [...new Array<number>(32).fill(0), 1, 9, 0, 0]],
  ])('finds an error that comes %s', async (_, data) => {
    const { commands } = await commandsWith(reply(opcode.spiFlashMd5, 0, ...data));
    await expect(commands.request(opcode.spiFlashMd5)).rejects.toMatchObject({ code: 'loader.command-refused' });
  });

  test('passes over late replies of other commands, text, broken frames and what is no reply', async () => {
    const { commands, transport } = await commandsWith(
      reply(opcode.sync, 0, 0, 0, 0, 0),
      new TextEncoder().encode('E (8) boot: late'),
      Uint8Array.of(0xc0, 1, 0xdb, 1, 0xc0),
      encodeSlip(Uint8Array.of(1, read, 9, 9, 0, 0, 0, 0, 0, 0)),
      reply(read, 5, 0, 0, 0, 0),
    );
    expect((await commands.request(read, words(0))).value).toBe(5);
    expect(transport.stray.read()).toContain('late');
  });

  test('R7: a status other than 0 is an error with opcode and status', async () => {
    const { commands, events } = await commandsWith(reply(read, 0, 1, 6, 0, 0));
    await expect(commands.request(read, words(0))).rejects.toMatchObject({
      code: 'loader.command-refused',
      params: { opcode: '0x0a', status: '0x0106' },
    });
    expect(events[0]?.result).toBe('refused');
  });

  test('only the first byte of a status decides: the second keeps an older error', async () => {
    const { commands } = await commandsWith(reply(read, 3, 0, 5, 0x48, 0x81));
    expect((await commands.request(read, words(0))).value).toBe(3);
  });

  test('an opcode that the ROM does not know is refused under the name of another, eight times', async () => {
    const refusal = reply(opcode.sync, 0, 1, 5, 0, 0);
    const { commands, script } = await commandsWith(...new Array<Uint8Array>(8).fill(refusal));
    await expect(commands.request(opcode.getSecurityInfo)).rejects.toMatchObject({
      params: { opcode: '0x14', status: '0x0105' },
    });
    script.onWrite = async () => script.give(reply(read, 1, 0, 0, 0, 0));
    expect((await commands.request(read, words(0))).value).toBe(1);
  });

  test('ends with a timeout where nothing comes, after the time it was given', async () => {
    const { commands, events, now } = await commandsWith();
    await expect(commands.request(read, words(0), 700)).rejects.toMatchObject({ code: 'link.timeout' });
    expect(now()).toBe(700);
    expect(events[0]).toMatchObject({ result: 'timeout', durationMs: 700 });
  });

  test('ends with a timeout where other replies never stop', async () => {
    const { commands, script, transport, now } = await commandsWith();
    let listening = true;
    const flood = () => {
      if (!listening) return;
      script.give(reply(opcode.sync, 0, 0, 0, 0, 0));
      setImmediate(flood);
    };
    flood();
    await expect(commands.request(read, words(0), 300)).rejects.toMatchObject({ code: 'link.timeout' });
    listening = false;
    expect(now()).toBeLessThan(400);
    expect(transport.isLost).toBe(false);
  });

  test('T2: a write that never ends is given up', async () => {
    const { commands, script } = await commandsWith();
    script.onWrite = () => new Promise(() => {});
    await expect(commands.request(read, words(0))).rejects.toMatchObject({ code: 'link.timeout' });
  });

  test('T1: a lost link ends the wait at once', async () => {
    const { commands, script, events, now } = await commandsWith();
    script.onWrite = async () => script.lose();
    await expect(commands.request(read, words(0))).rejects.toMatchObject({ code: 'port.gone' });
    expect(now()).toBe(0);
    expect(events[0]?.result).toBe('lost');
  });

  test('a unit that prints without end fills no memory', async () => {
    const { script, transport } = await commandsWith();
    for (let index = 0; index < 1000; index++) script.give(new Uint8Array(1000).fill(0x41));
    expect(transport.stray.read().length).toBeLessThanOrEqual(0x10000);
    for (let index = 0; index < 1000; index++) script.give(reply(read, index, 0, 0, 0, 0));
    await transport.drain(1);
    await expect(transport.receive(1)).rejects.toMatchObject({ code: 'link.timeout' });
  });
});

test('no bytes make a reply throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const parsed = parseReply(bytes);
      expect(parsed === undefined || parsed.data.length === bytes.length - 8).toBe(true);
    }),
  );
});
