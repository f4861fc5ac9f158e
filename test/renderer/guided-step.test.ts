import { describe, expect, it } from 'vitest';
import type { ErrorEnvelope } from '../../electron/contract/envelope.ts';
import type { HostState, PortEntity, ReleaseEntity, UnitEntity } from '../../electron/contract/state.ts';
import { errorCatalogue } from '../../electron/core/errors/catalogue.ts';
import { decodeSupportCode } from '../../electron/core/support/support-code.ts';
import { flattenTexts } from '../../electron/core/texts/flatten-texts.ts';
import { emptyMemory, remember } from '../../renderer/features/guided/guided-memory.ts';
import { guidedStep } from '../../renderer/features/guided/guided-step.ts';
import { jobShare } from '../../renderer/features/guided/job-share.ts';
import { plainGroup } from '../../renderer/features/guided/plain-words.ts';
import { readyView } from '../../renderer/features/guided/ready-view.ts';
import { chooseRelease } from '../../renderer/features/guided/release-choice.ts';
import { codeGroups, supportCodeOf } from '../../renderer/features/guided/support-code.ts';
import guided from '../../resources/locales/en/app/guided.json' with { type: 'json' };
import { guidedPlan } from './scenarios/guided-plan.ts';

const usable: PortEntity = {
  id: '/dev/ttyUSB0',
  name: 'CP2102N',
  simulated: false,
  diagnosis: { code: 'usable', params: {} },
};
const other: PortEntity = { ...usable, id: '/dev/ttyUSB1' };
const release: ReleaseEntity = {
  id: 'a'.repeat(64),
  product: 'hearth',
  productName: 'Hearth',
  version: '2.10.0',
  build: '1',
  chips: ['ESP32'],
  bytes: 1,
};
const ready: UnitEntity = {
  id: 'u1',
  target: usable.id,
  channel: 'usb',
  simulated: false,
  phase: 'ready',
  canResume: false,
  revision: 1,
  product: 'Hearth',
  version: '1.0.0',
  mac: '24:0a:c4:00:00:01',
};
const failed = (error: ErrorEnvelope | undefined, change: Partial<UnitEntity> = {}): UnitEntity => ({
  ...ready,
  phase: 'failed',
  error,
  ...change,
});
const code = (name: string, params: ErrorEnvelope['params'] = {}): ErrorEnvelope => ({ code: name, params });

function host({
  ports = [],
  units = [],
  releases = [release],
}: {
  readonly ports?: readonly PortEntity[];
  readonly units?: readonly UnitEntity[];
  readonly releases?: readonly ReleaseEntity[];
}): HostState {
  const byId = <T extends { readonly id: string }>(entities: readonly T[]) =>
    Object.fromEntries(entities.map((entity) => [entity.id, entity]));
  return {
    app: {},
    settings: {},
    profile: {},
    batch: {},
    stations: {},
    nearby: {},
    radio: {},
    'access-point': {},
    ports: byId(ports),
    units: byId(units),
    releases: byId(releases),
    keys: {},
    training: {},
  };
}

const kindOf = (state: HostState) => guidedStep(state, emptyMemory).kind;

describe('the step of Guided without a cable', () => {
  const air = { ...ready, target: 'ble:1', channel: 'ble', phase: 'failed' } as const;
  const ble = { ...emptyMemory, way: { kind: 'ble' } } as const;
  const needed = { code: 'provisioning.credentials-needed', params: {} };
  const refused = { code: 'provisioning.credentials-refused', params: {} };
  const cut = {
    ...air,
    canResume: true,
    outcome: 'failed',
    error: { code: 'provisioning.no-progress', params: {} },
  } as const;

  it.each([
    ['nothing is open', host({}), { kind: 'nearby' }],
    ['the unit asks for its code', host({ units: [{ ...air, error: needed }] }), { kind: 'code', question: 'needed' }],
    ['old firmware goes without a word', host({ units: [{ ...air, error: refused }] }), { question: 'needed' }],
    ['the code is wrong', host({ units: [{ ...air, error: refused, hasCredentials: true }] }), { question: 'refused' }],
    ['it was read', host({ units: [{ ...air, phase: 'ready' }] }), { kind: 'ready' }],
    ['it is lost in mid-work', host({ units: [cut] }), { kind: 'lost' }],
    ['a port is there as well', host({ ports: [usable] }), { kind: 'nearby' }],
  ] as const)('where %s', (_, state, step) => {
    expect(guidedStep(state, ble)).toMatchObject(step);
  });

  it('asks to join the Wi-Fi of the unit whose work goes on there, and no longer once it does', () => {
    const memory = { ...emptyMemory, way: { kind: 'wifi', unit: cut.id } } as const;
    expect(guidedStep(host({ units: [cut] }), memory)).toMatchObject({ kind: 'join', unit: { id: cut.id } });
    const moved = { ...cut, channel: 'softap', target: 'softap:http://192.168.4.1', phase: 'working' } as const;
    expect(guidedStep(host({ units: [moved] }), memory)).toMatchObject({ kind: 'repairing' });
  });

  it('stays with the unit that is open when the page was loaded anew', () => {
    expect(kindOf(host({ units: [{ ...air, error: needed }] }))).toBe('code');
  });
});

describe('the step of Guided', () => {
  it('begins with the file, and says why the one at hand cannot be used', () => {
    expect(kindOf(host({ releases: [], ports: [usable] }))).toBe('file');
    const revoked = { ...release, problem: code('release.revoked-key') };
    expect(guidedStep(host({ releases: [revoked] }), emptyMemory)).toMatchObject({
      kind: 'file',
      problem: { code: 'release.revoked-key' },
    });
  });

  it('looks for the unit, names what stands in the way and never lets anybody choose among ports', () => {
    const port = (diagnosed: string): PortEntity => ({ ...other, diagnosis: { code: diagnosed, params: {} } });
    expect(kindOf(host({}))).toBe('find');
    expect(kindOf(host({ ports: [port('nothing-enumerates'), { ...port('on-board'), id: 'ttyS0' }] }))).toBe('find');
    expect(kindOf(host({ ports: [port('no-permission')] }))).toBe('blocked');
    expect(kindOf(host({ ports: [port('in-use-here')] }))).toBe('blocked');
    expect(kindOf(host({ ports: [usable, port('port-busy')] }))).toBe('check');
    expect(kindOf(host({ ports: [usable, other] }))).toBe('several');
  });

  it('takes a port that the app itself holds for the unit that is open on it', () => {
    const held = { ...usable, diagnosis: { code: 'in-use-here', params: {} } };
    expect(kindOf(host({ ports: [held], units: [ready] }))).toBe('ready');
    expect(kindOf(host({ ports: [held], units: [{ ...ready, phase: 'working' }] }))).toBe('repairing');
  });

  it('asks for the button while attempts go on, and to let go once the unit answers', () => {
    const silent = host({ ports: [usable], units: [failed(code('loader.no-sync'))] });
    const memory = remember(emptyMemory, silent);
    expect(guidedStep(silent, memory)).toMatchObject({ kind: 'button', fault: 'hold', isTrying: false });
    const trying = host({ ports: [usable], units: [{ ...ready, phase: 'connecting' }] });
    expect(remember(memory, trying)).toBe(memory);
    expect(guidedStep(trying, memory)).toMatchObject({ kind: 'button', fault: 'hold', isTrying: true });
    expect(guidedStep(trying, emptyMemory)).toMatchObject({ kind: 'checking', letGo: false });
    const answering = host({ ports: [usable], units: [{ ...ready, phase: 'inspecting' }] });
    expect(guidedStep(answering, memory)).toMatchObject({ kind: 'checking', letGo: true });
    expect(remember(memory, host({}))).toEqual(emptyMemory);
  });

  it.each([
    [code('loader.no-sync', { bytes: 40 }), 'noise'],
    [code('loader.other-text'), 'hold'],
    [code('loader.wrong-boot-mode', { boot: '0x13' }), 'hold'],
    [code('loader.wrong-boot-mode', { count: 5, cause: 'panic' }), 'loop'],
    [code('loader.wrong-boot-mode', { count: 5, cause: 'brownout' }), 'weak-power'],
    [code('loader.not-heard'), 'not-heard'],
  ])('tells the silence %o apart', (error, fault) => {
    expect(guidedStep(host({ ports: [usable], units: [failed(error)] }), emptyMemory)).toMatchObject({ fault });
  });

  it('does not ask for a button where none helps', () => {
    expect(kindOf(host({ ports: [usable], units: [failed(code('loader.download-disabled'))] }))).toBe('trouble');
  });

  it('goes on by itself after the cable, at the same socket or at another', () => {
    const pulled = failed(code('port.gone'), { canResume: true, outcome: 'failed', unitState: 'partial' });
    expect(kindOf(host({ units: [pulled] }))).toBe('unplugged');
    const back = { ...pulled, error: undefined };
    expect(guidedStep(host({ ports: [usable], units: [back] }), emptyMemory)).toMatchObject({
      kind: 'resume',
      auto: true,
    });
    expect(guidedStep(host({ ports: [other], units: [pulled] }), emptyMemory)).toMatchObject({
      kind: 'check',
      auto: true,
    });
    const elsewhere: UnitEntity = { ...ready, id: 'u2', target: other.id, canResume: true };
    const moved = host({ ports: [other], units: [pulled, elsewhere] });
    expect(guidedStep(moved, emptyMemory)).toMatchObject({ kind: 'resume', auto: true, unit: { id: 'u2' } });
    const stranger = host({ ports: [other], units: [pulled, { ...elsewhere, mac: '24:0a:c4:00:00:99' }] });
    expect(guidedStep(stranger, emptyMemory)).toMatchObject({ kind: 'resume', auto: false });
  });

  it('does not go on by itself after anything but the cable', () => {
    const broken = failed(code('engine.verify-failed'), { canResume: true, outcome: 'failed' });
    expect(guidedStep(host({ ports: [usable], units: [broken] }), emptyMemory)).toMatchObject({ auto: false });
  });

  it('tells the end of a job also after the unit was taken away, or its release removed', () => {
    const done: UnitEntity = { ...ready, phase: 'finished', outcome: 'recovered' };
    expect(kindOf(host({ units: [done], releases: [] }))).toBe('done');
    expect(kindOf(host({ ports: [other], units: [done] }))).toBe('check');
    expect(kindOf(host({ ports: [usable, other], units: [done] }))).toBe('done');
    expect(kindOf(host({ ports: [usable, other], units: [{ ...ready, phase: 'working' }], releases: [] }))).toBe(
      'repairing',
    );
  });

  it('forgets what was read from a unit that is not there', () => {
    expect(kindOf(host({ units: [ready] }))).toBe('find');
    expect(kindOf(host({ units: [failed(code('port.gone'))] }))).toBe('find');
    expect(kindOf(host({ units: [failed(undefined)], ports: [usable] }))).toBe('check');
  });
});

describe('the release of Guided', () => {
  const newer = { ...release, id: 'b'.repeat(64), version: '2.9.0' };
  const foreign = { ...release, id: 'c'.repeat(64), version: '9.0.0', product: 'lamp', productName: 'Lamp' };

  it('is the newest of the product that the unit shows, by number and not by letter', () => {
    expect(chooseRelease(host({ releases: [newer, release, foreign] }), ready)).toBe(release);
    expect(chooseRelease(host({ releases: [foreign] }), ready)).toBeUndefined();
    expect(kindOf(host({ releases: [foreign], ports: [usable], units: [ready] }))).toBe('no-release');
  });

  it('is never confirmed by a name, nor unsigned', () => {
    for (const confirmation of ['product-by-operator', 'unsigned-release'] as const) {
      const plan = { ...guidedPlan, confirmations: [confirmation] };
      expect(readyView(ready, release, { ok: true, plan }).kind).toBe('refused');
    }
    expect(readyView(ready, release, { ok: true, plan: guidedPlan }).kind).toBe('repair');
    expect(readyView({ ...ready, version: '2.10.0' }, release, { ok: true, plan: guidedPlan }).kind).toBe('current');
  });
});

describe('the words of Guided', () => {
  it('has a plain text for every code, and names no port, partition or rate', () => {
    for (const each of Object.keys(errorCatalogue)) {
      expect(guided.plain[plainGroup(each)].title, each).toBeTruthy();
    }
    expect(Object.values(flattenTexts(guided)).join('\n')).not.toMatch(
      /\b(?:ports?|partitions?|baud|slots?|otadata|NVS|flash)\b/i,
    );
  });

  it('makes a support code that the command line decodes', () => {
    const unit = { unitState: 'partial', outcome: 'failed' } as const;
    const spoken = supportCodeOf(code('engine.verify-failed'), unit, '0.1.0');
    expect(decodeSupportCode(spoken)).toMatchObject({
      ok: true,
      value: { error: 'engine.verify-failed', unitState: 'partial', outcome: 'failed' },
    });
    expect(codeGroups(spoken).map((group) => group.length)).toEqual([4, 4]);
    for (const sign of codeGroups(spoken).flat()) expect(guided.spell).toHaveProperty(sign);
  });
});

describe('the progress of Guided', () => {
  it('follows the time that is left and never goes back', () => {
    const at = (index: number, secondsLeft: number | undefined) => ({
      step: { index, count: 4, kind: 'write', target: 'ota_1' },
      done: 1,
      total: 2,
      secondsLeft,
    });
    const first = jobShare(undefined, { ...at(0, 60), done: 0 });
    expect(first.share).toBe(0);
    const second = jobShare(first, at(1, 30));
    expect(second.share).toBe(0.5);
    expect(jobShare(second, at(1, 90)).share).toBe(0.5);
    expect(jobShare(second, at(3, 0)).share).toBe(1);
    expect(jobShare(undefined, at(2, undefined)).share).toBe(0.625);
  });
});
