import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNobleCentral } from '../../../electron/adapters/ble/noble-central.ts';
import { systemRandom } from '../../../electron/adapters/machine.ts';
import { errorCatalogue } from '../../../electron/core/errors/catalogue.ts';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import { openSession } from '../../../electron/core/provisioning/open-session.ts';
import { InfoResponseSchema } from '../../../electron/core/provisioning/proto/rcv_pb.ts';
import { leastSecurity } from '../../../electron/core/provisioning/security-policy.ts';
import { renderReportHtml } from '../../../electron/core/records/report-html.ts';
import type { OpenTarget } from '../../../electron/host/channel/channel-access.ts';
import { findNearby } from '../../../electron/host/channel/nearby.ts';
import { openChannel } from '../../../electron/host/channel/open-channel.ts';
import { readChannelFacts } from '../../../electron/host/channel/read-channel-facts.ts';
import { hciSocketClass } from '../../../electron/sim/ble/hci-socket.ts';
import type { ProvisioningUnit } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import { VirtualRadio } from '../../../electron/sim/ble/virtual-radio.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { inProcessTransport } from '../../../electron/sim/provisioning/in-process-transport.ts';
import { ProtocommDevice } from '../../../electron/sim/provisioning/protocomm-device.ts';
import type { RecoveryUnit } from '../../../electron/sim/provisioning/recovery/recovery-unit.ts';
import { seededRandom } from '../../sim/engine/pull-rounds.ts';
import { pop } from '../../sim/provisioning/recovery-bench.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { address, airBench, username } from './air-bench.ts';
import { type HostileOptions, HostilePeripheral, type Spoil } from './hostile-peripheral.ts';

type Endpoint = 'rcv-info' | 'rcv-fw';
type Tamper = (endpoint: Endpoint, answer: Uint8Array) => Uint8Array;

const hostileText = '<img src=x onerror=alert(1)>\u202egpj.exe\u0000\u001b[31m';
const settings = { maxData: 464, maxMessage: 496 };

/** A unit whose own words are changed before they are encrypted: it is the unit itself that lies. */
function lyingDevice(inner: RecoveryUnit, tamper: Tamper): ProtocommDevice {
  const open = () =>
    openSession(inProcessTransport(inner, 'ble'), {
      credentials: { pop },
      policy: { ...leastSecurity, security: 0 },
      random: systemRandom,
    });
  let session: ReturnType<typeof open> | undefined;
  let starts = inner.starts;
  const ask = (endpoint: Endpoint) => async (request: Uint8Array) => {
    if (starts !== inner.starts) session = undefined;
    starts = inner.starts;
    session ??= open();
    return tamper(endpoint, await (await session).request(endpoint, request));
  };
  const { descriptor } = inner.firmware ?? {};
  const names = ['rcv-info', 'rcv-fw', 'ep:rcv-info=ff54', 'ep:rcv-fw=ff55', `fw:${descriptor?.projectName}/1.4.2`];
  return new ProtocommDevice({
    security: 2,
    pop,
    username,
    style: firmwareStyles.current,
    labels: () => [{ label: 'rcv', version: '1.0', capabilities: names }],
    endpoints: new Map([
      ['rcv-info', ask('rcv-info')],
      ['rcv-fw', ask('rcv-fw')],
    ]),
    random: systemRandom,
  });
}

/** A bench whose unit lies over Bluetooth. */
async function lyingBench(tamper: Tamper) {
  const inFrontOf = (inner: RecoveryUnit): ProvisioningUnit => {
    const device = lyingDevice(inner, tamper);
    return {
      endpoints: device.endpoints,
      style: device.style,
      handle: (endpoint, request) => device.handle(endpoint, request),
      resetLink() {
        // The firmware behind starts what was activated, as it does at the end of a link.
        inner.resetLink();
        device.resetLink();
      },
    };
  };
  return airBench({ unit: { security: 0, style: firmwareStyles.current, settings }, inFrontOf });
}

function info(answer: Uint8Array, change: (message: ReturnType<typeof decode>) => void): Uint8Array {
  const message = decode(answer);
  change(message);
  return toBinary(InfoResponseSchema, message);
}
const decode = (answer: Uint8Array) => fromBinary(InfoResponseSchema, answer);

/** What came of it, where it is a coded error; anything else fails. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    expect(error).toBeInstanceOf(RecoveryError);
    if (error instanceof RecoveryError) {
      expect(Object.keys(errorCatalogue)).toContain(error.code);
      return error.code;
    }
  }
  return 'none';
}

describe('a unit that lies over Bluetooth', () => {
  it('is recovered though its names are hostile, and they stay harmless in record and report', async () => {
    const bench = await lyingBench((endpoint, answer) =>
      endpoint === 'rcv-fw'
        ? answer
        : info(answer, ({ device, ota }) => {
            if (device) device.idf = hostileText;
            for (const slot of ota?.slot ?? []) slot.version = hostileText;
            if (ota) ota.url = [`https://user:geheim@h.example/${hostileText}?token=geheim`];
          }),
    );
    const result = await bench.recover(bench.access([bench.targets.ble]));
    if (result.kind !== 'ran') return expect.fail(JSON.stringify(result));
    expect(result.report.unitState).toBe('new-boots');
    const told = JSON.stringify(result.record);
    const page = renderReportHtml([result.record], englishTexts);
    for (const text of [told, page]) {
      expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\\u0000|\\u001b/);
      expect(text).not.toContain('geheim');
    }
    expect(told).toContain('img src=x');
    expect(page).not.toMatch(/<img|<script/);
    expect((await bench.workspace.records.verify()).problem).toBeUndefined();
  });

  it('is refused or told by a code where names that decide are hostile', async () => {
    for (const field of ['version', 'project', 'product', 'runningPart', 'targetPart', 'hwRev'] as const) {
      const bench = await lyingBench((endpoint, answer) =>
        endpoint === 'rcv-fw'
          ? answer
          : info(answer, ({ device }) => {
              if (device) device[field] = hostileText;
            }),
      );
      const before = bench.unit.hardware.flash.bytes.slice();
      let told = '';
      const code = await codeOf(
        bench.recover(bench.access([bench.targets.ble])).then((result) => {
          told = JSON.stringify(result);
        }),
      );
      expect(`${field} ${code} ${told}`).not.toMatch(/[\u202a-\u202e]|\\u0000|\\u001b/);
      // A job that does not run leaves everything as it is.
      if (!told.includes('"kind":"ran"')) {
        expect(Buffer.compare(bench.unit.hardware.flash.bytes, before), field).toBe(0);
      }
    }
  });

  it('ends with a code where its answers are cut or are noise, and its old firmware starts', async () => {
    const random = seededRandom(7);
    const codes = new Map<string, number>();
    for (let round = 0; round < 24; round++) {
      let left = Math.floor(random() * 12);
      const isNoise = random() < 0.5;
      const bench = await lyingBench((_endpoint, answer) => {
        if (left-- > 0) return answer;
        if (isNoise) return Uint8Array.from(answer, () => Math.floor(random() * 256));
        return answer.slice(0, Math.floor(random() * answer.length));
      });
      const result = await bench.recover(bench.access([bench.targets.ble])).catch((error: unknown) => error);
      const code =
        result instanceof Error
          ? await codeOf(Promise.reject(result))
          : JSON.stringify(result).replace(/^.*?"(kind":"refused|outcome":"failed).*$/s, '$1');
      codes.set(code, (codes.get(code) ?? 0) + 1);
      expect(code).toMatch(/^(provisioning\.|loader\.|kind":"refused|outcome":"failed)/);
      bench.unit.restart();
      expect(bench.unit.firmware?.descriptor?.version).toBe('1.4.2');
    }
    console.info(`  ${[...codes].map(([code, count]) => `${code} ×${count}`).join(', ')}`);
  });

  it('that says a text of a megabyte is not read to its end', async () => {
    const bench = await lyingBench((endpoint, answer) =>
      endpoint === 'rcv-fw'
        ? answer
        : info(answer, ({ device }) => device && Object.assign(device, { version: 'x'.repeat(1 << 20) })),
    );
    expect(await codeOf(bench.recover(bench.access([bench.targets.ble])))).toMatch(/^provisioning\./);
  });
});

/** Facts, through noble, of a peripheral that keeps to no limit. */
async function hostileAir(options: Partial<HostileOptions>) {
  const bench = await airBench({ unit: { style: firmwareStyles.current, settings } });
  const peripheral = new HostilePeripheral({ device: bench.unit.device, address, name: 'PROV_AABB09', ...options });
  const hciSocket = hciSocketClass(new VirtualRadio({ peripherals: [peripheral] }));
  const central = createNobleCentral({ backend: 'noble', hciSocket, simulated: true });
  onTestFinished(() => central.close());
  return { ...bench, radio: { central } };
}

function facts({ radio, access, targets, workspace: { random } }: Awaited<ReturnType<typeof hostileAir>>) {
  const open: OpenTarget = (target, options) => openChannel(target, radio, options);
  const reading = { releases: [], now: '2026-06-01T00:00:00.000Z', signal: new AbortController().signal };
  return readChannelFacts(access([targets.ble]), { open, random, releases: [] }, reading);
}

const long = (length: number) => new Uint8Array(length).fill(0x41);
const spoilt: readonly (readonly [string, Spoil])[] = [
  ['never ends', () => 'endless'],
  ['is of 513 bytes', () => long(513)],
  ['is of a megabyte', () => long(1 << 20)],
  ['is empty', () => new Uint8Array()],
  ['is cut', (_, answer) => answer.slice(0, answer.length >> 1)],
];
const cases = ['proto-ver', 'prov-session', 'rcv-info'].flatMap((at) =>
  spoilt.map(([what, spoil]) => ({ at, what, spoil })),
);

describe('a value of a unit over Bluetooth', () => {
  it.each(cases)('ends the reading with a code where that of $at $what', async ({ at, spoil }) => {
    const isOn = { spoils: true };
    const bench = await hostileAir({
      spoil: (endpoint, answer) => (isOn.spoils && endpoint === at ? spoil(endpoint, answer) : answer),
    });
    const read = () => facts(bench);
    expect(await codeOf(read())).toMatch(/^(ble|provisioning)\./);
    // Bluetooth itself has taken no harm.
    isOn.spoils = false;
    expect((await read()).facts.channel).toBe('ble');
  });

  it.each([0, 22, 518, 65_535])('is read where the unit claims an MTU of %i', async (mtu) => {
    expect((await facts(await hostileAir({ mtu }))).facts.channel).toBe('ble');
  });

  it.each([
    ['of a megabyte', 'x'.repeat(1 << 20)],
    ['hostile', hostileText],
    ['all alike', 'rcv-info'],
    ['empty', ''],
  ])('is found, or told by a code, where descriptions are %s', async (_, description) => {
    const code = await codeOf(facts(await hostileAir({ description: () => description })));
    expect(code).toMatch(/^(none$|ble\.|provisioning\.)/);
  });

  it('stands under a harmless name among the units nearby', async () => {
    const { radio, url } = await hostileAir({ name: '<b>\u202eabc\u0007' });
    const signal = new AbortController().signal;
    const { units } = await findNearby(radio, { releases: [], forMs: 1500, softApUrl: url, signal });
    const { name } = units.find((unit) => unit.channel === 'ble') ?? {};
    expect(name).toBe('<b>\\E2\\80\\AEabc\\07');
  });
});
