import { readFileSync } from 'node:fs';
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { renderRescue } from '../../../electron/cli/render/rescue.ts';
import { loadTexts } from '../../../electron/cli/texts.ts';
import { leafAccess } from '../../../electron/core/catalogue/catalogue-document.ts';
import { type RescuePlan, rescueNoteCodes } from '../../../electron/core/rescue/rescue-plan.ts';

it('every note and access has its words, and none is left over', () => {
  const texts: Record<string, Record<string, string>> = JSON.parse(
    readFileSync('resources/locales/en/rescue.json', 'utf8'),
  );
  expect(Object.keys(texts.note ?? {}).sort()).toEqual([...rescueNoteCodes].sort());
  expect(Object.keys(texts.access ?? {})).toEqual([...leafAccess]);
});

it('speaks of one unit or of several that two servers keep apart', async () => {
  const texts = await loadTexts();
  const told = (units: readonly string[]) => renderRescue(conflictOf(units), texts, pc.createColors(false));
  expect(told(['seed.json'])).toContain('what seed.json needs on top of the chain');
  expect(told(['a.json', 'b.json'])).toContain('what a.json, b.json need on top of the chain');
});

/** A plan in which the units of the first class need more than the second takes. */
function conflictOf(units: readonly string[]): RescuePlan {
  const rescued = { outcome: 'rescued', listener: undefined, anchor: undefined, ends: [] } as const;
  return {
    schema: 1,
    catalogue: { version: 1, date: '2026-01-01' },
    hosts: [],
    listeners: [],
    perClass: [
      { ...rescued, units },
      { ...rescued, units: ['bundle.json'] },
    ],
    conflicts: [{ listeners: [1, 0], code: 'long-chain', onlyFirst: [0], onlySecond: [1] }],
    endsOn: undefined,
    notes: [],
  };
}
