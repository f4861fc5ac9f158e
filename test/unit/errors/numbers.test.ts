import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../../electron/core/errors/catalogue.ts';
import {
  errorCodeOf,
  errorNumbers,
  highestErrorNumber,
  retiredNumbers,
} from '../../../electron/core/errors/numbers.ts';

const fixture: Record<string, number> = JSON.parse(readFileSync('test/fixtures/error-numbers.json', 'utf8'));
const all = { ...errorNumbers, ...retiredNumbers };

describe('numbers of errors', () => {
  it('are those that were given once: append new ones here and in the fixture, change and remove none', () => {
    expect(all).toEqual(fixture);
  });

  it('belong to every code, and to one only', () => {
    expect(Object.keys(errorNumbers).sort()).toEqual(Object.keys(errorCatalogue).sort());
    const numbers = Object.values(all);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Object.keys(all)).toHaveLength(Object.keys(errorNumbers).length + Object.keys(retiredNumbers).length);
    for (const number of numbers) {
      expect(Number.isInteger(number) && number > 0 && number <= highestErrorNumber, String(number)).toBe(true);
    }
  });

  it('lead back to the code', () => {
    for (const [code, number] of Object.entries(all)) expect(errorCodeOf(number)).toBe(code);
    expect(errorCodeOf(0)).toBeUndefined();
    expect(errorCodeOf(highestErrorNumber)).toBeUndefined();
  });
});
