import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { boot } from '../../../electron/sim/boot-model.ts';
import type { DeviceServer } from '../../../electron/sim/links/device-server.ts';
import { serveRfc2217 } from '../../../electron/sim/links/rfc2217-server.ts';
import { serveTcp } from '../../../electron/sim/links/tcp-server.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import type { Finished, PythonTool } from '../support/python.ts';

/** A unit on the bench: esptool's end of it, and the unit itself to look into. */
export interface Bench {
  readonly unit: VirtualUnit;
  /** Everything the unit has sent, as text. */
  readonly console: () => string;
  esptool(...args: string[]): Promise<Finished>;
  /** Path of a file with these bytes. */
  file(name: string, bytes: Uint8Array): string;
  read(name: string): Buffer;
  path(name: string): string;
}

/** Raw TCP carries no reset: somebody held the boot button when the unit got power. Taken down when the test is over. */
export async function overSocket(tool: PythonTool, sim: SimUnit, test: TestContext): Promise<Bench> {
  const unit = new VirtualUnit({ ...sim, bootModel: boot, wiring: 'none' });
  unit.setBootButton(true);
  unit.pressReset();
  return setUp(tool, unit, await serveTcp(unit), test, ['--before', 'no-reset', '--after', 'no-reset']);
}

/** A unit with a reset circuit at the far end of the network. Taken down when the test is over. */
export async function overRfc2217(tool: PythonTool, sim: SimUnit, test: TestContext): Promise<Bench> {
  const unit = new VirtualUnit({ ...sim, bootModel: boot });
  return setUp(tool, unit, await serveRfc2217(unit), test, []);
}

function setUp(
  tool: PythonTool,
  unit: VirtualUnit,
  server: DeviceServer,
  test: TestContext,
  options: readonly string[],
): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  test.onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  const path = (name: string) => join(folder, name);
  let text = '';
  unit.onTransmit((chunk) => {
    text += Buffer.from(chunk).toString('latin1');
  });
  return {
    unit,
    path,
    console: () => text,
    esptool: (...args) => tool.run(['--port', server.url, ...options, ...args]),
    file: (name, bytes) => {
      writeFileSync(path(name), bytes);
      return path(name);
    },
    read: (name) => readFileSync(path(name)),
  };
}
