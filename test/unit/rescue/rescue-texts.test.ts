import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { leafAccess } from '../../../electron/core/catalogue/catalogue-document.ts';
import { rescueNoteCodes } from '../../../electron/core/rescue/rescue-plan.ts';

it('every note and access has its words, and none is left over', () => {
  const texts: Record<string, Record<string, string>> = JSON.parse(
    readFileSync('resources/locales/en/rescue.json', 'utf8'),
  );
  expect(Object.keys(texts.note ?? {}).sort()).toEqual([...rescueNoteCodes].sort());
  expect(Object.keys(texts.access ?? {})).toEqual([...leafAccess]);
});
