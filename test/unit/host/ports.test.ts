import { describe, expect, it, onTestFinished } from 'vitest';
import { renderPorts } from '../../../electron/cli/render/ports.ts';
import { styleFor } from '../../../electron/cli/style.ts';
import { loadTexts } from '../../../electron/cli/texts.ts';
import type { System } from '../../../electron/core/diagnosis/usb-bridges.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { UsbDevice } from '../../../electron/core/interfaces/usb-inventory.ts';
import { type PortSources, type PortsReport, readPortState } from '../../../electron/host/read-ports.ts';
import { watchPorts } from '../../../electron/host/watch-ports.ts';
import { devicesOf } from '../../support/usb-answers.ts';

const texts = await loadTexts();
const style = styleFor({
  stdout: process.stdout,
  stderr: process.stderr,
  env: { NO_COLOR: '1' },
  signal: AbortSignal.abort(),
});

function sources(system: System, list: () => Promise<readonly UsbDevice[]>): PortSources {
  return {
    system,
    watcher: { list: async () => [] },
    inventory: { list },
    access: { read: async (path) => ({ path, permission: 'granted' }) },
  };
}

const failed = async () => {
  throw new RecoveryError('port.list-failed', { detail: 'no answer' });
};

const saidOf: Readonly<Record<System, readonly string[]>> = {
  linux: ['/dev/ttyACM0  303a:1001 Espressif USB-Serial/JTAG', 'sudo modprobe ftdi_sio', 'brltty'],
  darwin: ['/dev/tty.usbmodem142001  303a:1001 Espressif USB-Serial/JTAG', '(no port)  1a86:7523 WCH CH340'],
  win32: [
    'https://www.wch-ic.com/downloads/CH341SER_EXE.html',
    '(problem code 10)',
    'choose Enable',
    'Take another cable',
  ],
};

describe('the ports report', () => {
  it.each(['linux', 'darwin', 'win32'] as const)(
    'says on %s what stands in the way, in words that are whole',
    async (system) => {
      const text = renderPorts(await readPortState(sources(system, devicesOf[system])), texts, style);
      expect(text).toMatch(/10c4:ea60 Silicon Labs CP210x/);
      expect(text).toContain('WCH CH340 is plugged in');
      expect(text).not.toMatch(/\{\{|undefined|ports:|(?:port|next)\.[a-z]/);
      for (const words of saidOf[system]) expect(text).toContain(words);
    },
  );

  it('asks the questions where nothing is there', async () => {
    const report = await readPortState(sources('linux', async () => []));
    expect(report).toMatchObject({ needsElimination: true, isComplete: true });
    expect(renderPorts(report, texts, style)).toContain('1. Pull the cable out');
  });

  it('is worth something while one of two lists is there, and ends with the code where neither is', async () => {
    const report = await readPortState(sources('win32', failed));
    expect(report.isComplete).toBe(false);
    expect(renderPorts(report, texts, style)).toContain('did not say what hangs on USB');
    const watcher = { list: failed };
    const listed = await readPortState({ ...sources('linux', devicesOf.linux), watcher });
    expect(listed.ports.map(({ code }) => code)).toContain('usable');
    await expect(readPortState({ ...sources('linux', failed), watcher })).rejects.toMatchObject({
      code: 'port.list-failed',
    });
  });

  it('shows a hostile name harmlessly', async () => {
    const hostile: UsbDevice = {
      vendorId: 0x10c4,
      productId: 0xea60,
      driver: 'bound',
      portPath: '/dev/ttyUSB0',
      serialNumber: '\u001b[2J\u202e{{path}} $t(cli:none)',
    };
    const text = renderPorts(await readPortState(sources('linux', async () => [hostile])), texts, style);
    expect(text).toContain('\\u001b[2J\\u202e{{path}} $t(cli:none)');
  });
});

describe('watching ports', () => {
  it('tells the first state and every change, and nothing while all stays or the system is silent', async () => {
    const unit: UsbDevice = { vendorId: 0x10c4, productId: 0xea60, driver: 'bound', portPath: '/dev/ttyUSB0' };
    const steps: readonly (readonly UsbDevice[] | 'all fails' | 'tree fails')[] = [
      [],
      [],
      [unit],
      'all fails',
      'tree fails',
      [unit],
      [],
    ];
    let asked = 0;
    const told: PortsReport[] = [];
    const step = () => steps[Math.min(asked, steps.length - 1)] ?? [];
    const scripted: PortSources = {
      ...sources('linux', async () => {
        const answer = step();
        asked++;
        return typeof answer === 'string' ? failed() : answer;
      }),
      watcher: { list: async () => (step() === 'all fails' ? failed() : []) },
    };
    const watch = watchPorts((report) => told.push(report), { sources: scripted, intervalMs: 1 });
    onTestFinished(watch.stop);
    await expect.poll(() => asked).toBeGreaterThan(steps.length + 3);
    const codes = told.map(({ ports }) => ports.map(({ code }) => code).join());
    expect(codes).toEqual(['nothing-enumerates', 'usable', 'nothing-enumerates']);
  });

  it('tells in the end that the USB tree is not to be had any more', async () => {
    let asked = 0;
    const told: boolean[] = [];
    const breaking = sources('win32', async () => (asked++ === 0 ? [] : failed()));
    const watch = watchPorts(({ isComplete }) => told.push(isComplete), { sources: breaking, intervalMs: 1 });
    onTestFinished(watch.stop);
    await expect.poll(() => asked).toBeGreaterThan(8);
    expect(told).toEqual([true, false]);
  });

  it('looks sooner while a device is expected back, and never again once it is stopped', async () => {
    let asked = 0;
    const counting = sources('linux', async () => {
      asked++;
      return [];
    });
    const watch = watchPorts(() => {}, { sources: counting, intervalMs: 3_600_000 });
    await expect.poll(() => asked).toBe(1);
    watch.expectReplug();
    await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(2);
    watch.stop();
    const seen = asked;
    watch.expectReplug();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(asked).toBe(seen);
  });
});
