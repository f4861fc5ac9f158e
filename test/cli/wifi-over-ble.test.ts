import { expect, it, onTestFinished } from 'vitest';
import { createNobleCentral } from '../../electron/adapters/ble/noble-central.ts';
import { systemRandom } from '../../electron/adapters/machine.ts';
import { hciSocketClass } from '../../electron/sim/ble/hci-socket.ts';
import { findRadioUnit } from '../../electron/sim/training/radio-units.ts';
import { virtualBleRadio } from '../../electron/sim/training/virtual-air.ts';
import { formsFound } from '../support/secret-forms.ts';
import { newStation } from '../support/station.ts';

const password = 'training only';

/** A training unit in Bluetooth range of the product's own central, and the options that reach it. */
async function inTheAir(id: string) {
  const lesson = findRadioUnit(id);
  if (lesson === undefined) throw new Error(`no unit ${id}`);
  const unit = await lesson.make({
    ...{ size: 'tiny', manifestKeys: [], random: systemRandom, pace: 'instant' },
    now: () => performance.now(),
  });
  const central = createNobleCentral({ hciSocket: hciSocketClass(virtualBleRadio([{ lesson, unit }])) });
  onTestFinished(() => central.close());
  const { name, credentials } = lesson;
  const code = { ver: 'v1', name, pop: credentials.pop, username: credentials.username, transport: 'ble' };
  return { radio: { central }, source: ['--qr', JSON.stringify(code)], pop: credentials.pop ?? '' };
}

it('a unit without a network is cured over Bluetooth, and nothing of the network is kept', async () => {
  const [station, { radio, source, pop }] = [newStation(), await inTheAir('ble-no-network')];
  const before = await station.runIn({ radio }, 'wifi', 'status', ...source, '--json');
  expect([before.exit, JSON.parse(before.stdout)]).toMatchObject([1, { finding: 'no-network-now' }]);
  const scan = await station.runIn({ radio }, 'wifi', 'scan', ...source);
  expect([scan.exit, scan.stdout]).toEqual([0, expect.stringMatching(/-52 dBm {4}6 {2}secured {2}Workshop/)]);
  const set = ['wifi', 'set', ...source, '--ssid', 'Workshop', '--operator', 'ada', '--json'];
  const wrong = await station.runIn({ radio, stdin: 'not this one\n' }, ...set);
  expect([wrong.exit, JSON.parse(wrong.stdout)]).toMatchObject([1, { state: 'failed', reason: 'wrong-password' }]);
  const facts = await station.runIn({ radio }, 'inspect', ...source, '--json');
  expect(JSON.parse(facts.stdout).data.network).toEqual({ known: true, value: 'wrong-network-password' });
  const right = await station.runIn({ radio, stdin: `${password}\n` }, ...set);
  expect([right.exit, JSON.parse(right.stdout)]).toMatchObject([0, { state: 'connected', name: 'Workshop' }]);
  const after = await station.runIn({ radio }, 'wifi', 'status', ...source, '--json');
  expect([after.exit, JSON.parse(after.stdout)]).toMatchObject([0, { finding: 'in-network' }]);
  const printed = Buffer.from(
    [before, scan, wrong, facts, right, after].map(({ stdout, stderr }) => stdout + stderr).join(),
  );
  for (const secret of [password, pop]) expect(formsFound(printed, secret)).toEqual([]);
});

it('firmware that offers nothing but provisioning tells of its network who has its code', async () => {
  const [station, { radio, pop }] = [newStation(), await inTheAir('ble-old')];
  const found = await station.runIn({ radio }, 'nearby', '--json', '--seconds', '2');
  const [{ target }] = JSON.parse(found.stdout).units;
  const id = target.slice('ble:'.length);
  const told = await station.runIn({ radio }, 'inspect', '--ble', id, '--pop', pop, '--json');
  expect(JSON.parse(told.stdout)).toMatchObject({
    inferred: 'release-catalogue',
    data: { network: { known: true, value: 'in-network' } },
  });
  const { exit, stdout } = await station.runIn({ radio }, 'inspect', '--ble', id);
  expect([exit, stdout]).toEqual([0, expect.stringContaining('with the code from its label (--pop) it would tell')]);
});
