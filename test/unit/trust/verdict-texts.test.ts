import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { verdictCodes } from '../../../electron/core/trust/verdict.ts';

it('every verdict code has its sentence, and no sentence is left over', () => {
  const sentences: Record<string, string> = JSON.parse(readFileSync('resources/locales/en/verdict.json', 'utf8'));
  expect(Object.keys(sentences).sort()).toEqual([...verdictCodes].sort());
  expect(Object.values(sentences).every((sentence) => sentence.endsWith('.') || sentence.endsWith('}}'))).toBe(true);
});
