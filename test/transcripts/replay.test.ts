import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWithShared, sharedPath } from '../support/shared.ts';
import { type Exchange, play } from './player.ts';
import { parseRecording, type Recording } from './recording.ts';
import { comparableLines, type Tolerance, tolerances, withoutLeftOvers } from './tolerances.ts';

const folder = 'test/fixtures/serial';
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const compared = { frames: 0, flashes: 0 };
const met = new Set<Tolerance>();
const tolerate = (tolerance: Tolerance) => void met.add(tolerance);

describe('the virtual unit answers what real ROMs and stubs answered', () => {
  test.each(files)('%s', async (name) => {
    await compare(parseRecording(name, readFileSync(join(folder, name), 'utf8')));
  });

  afterAll(() => {
    console.info(
      `compared ${compared.frames} frames and ${compared.flashes} states of flash in ${files.length} recordings`,
    );
    expect(files.length).toBe(53);
    expect(compared.frames).toBeGreaterThan(2900);
    expect(compared.flashes).toBe(80);
    expect([...met].sort()).toEqual(Object.keys(tolerances).sort());
  });
});

describeWithShared('the copied recordings', () => {
  test('are the shared ones, but for the stub code', () => {
    const shared = readdirSync(sharedPath('vectors', 'serial')).filter((name) => name.endsWith('.jsonl'));
    expect(files).toEqual(shared);
    for (const name of files) {
      const copy = readFileSync(join(folder, name), 'utf8').split('\n');
      const original = readFileSync(sharedPath('vectors', 'serial', name), 'utf8').split('\n');
      for (const [index, line] of copy.entries()) {
        if (!line.includes('"leftOut"')) expect(line).toBe(original[index]);
      }
    }
  });

  test.each(['esp32-connect-stub.jsonl', 'esp32c3-connect-stub.jsonl'])(
    'answer the same to the real stub: %s',
    async (name) => {
      await compare(parseRecording(name, readFileSync(sharedPath('vectors', 'serial', name), 'utf8')));
    },
  );
});

async function compare(recording: Recording): Promise<void> {
  const { exchanges, flashNotes } = await play(recording);
  const recorded = recording.lines.filter((line) => line.kind === 'frame' && line.from === 'chip').length;
  expect(exchanges.reduce((sum, { expected }) => sum + expected.frames.length, 0)).toBe(recorded);

  for (const exchange of afterStart(recording, exchanges)) {
    const [expected, actual] = [exchange.expected, exchange.actual].map(({ frames }) =>
      frames.map((frame) => withoutLeftOvers(frame, tolerate)),
    );
    expect(actual, `${exchange.scenario} / ${exchange.note} / ${exchange.request}`).toEqual(expected);
    compared.frames += expected?.length ?? 0;
  }
  for (const scenario of new Set(exchanges.map(({ scenario }) => scenario))) {
    const [expected, actual] = (['expected', 'actual'] as const).map((side) => {
      const text = exchanges
        .filter((exchange) => exchange.scenario === scenario)
        .map((exchange) => exchange[side].text);
      return comparableLines(recording.name, text.join(''), tolerate);
    });
    expect(actual, `${recording.name}: text of ${scenario}`).toEqual(expected);
  }
  for (const { note, actual, scenario } of flashNotes) {
    if (scenario.startsWith('FLASH_BEGIN at an address that is not a sector') && note !== actual) {
      tolerate('one byte of old flash');
      expect([note, actual]).toEqual([
        expect.stringContaining('4082 of 4096'),
        expect.stringContaining('4081 of 4096'),
      ]);
    } else expect(actual, scenario).toBe(note);
    compared.flashes++;
  }
}

/** Without the exchanges up to the first one that the emulator was ready for. */
function afterStart({ name }: Recording, exchanges: readonly Exchange[]): readonly Exchange[] {
  if (name !== 'esp32-connect-stub.jsonl') return exchanges;
  const early = exchanges.findIndex(({ request }) => request.startsWith('0014'));
  const frames = exchanges.slice(0, early).flatMap(({ expected, actual }) => [...expected.frames, ...actual.frames]);
  expect(new Set(frames)).toEqual(new Set(['010804000707122000000000']));
  tolerate('emulator still starting');
  return exchanges.slice(early);
}
