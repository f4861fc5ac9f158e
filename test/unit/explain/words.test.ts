import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meanings } from '../../../electron/core/explain/meanings/meanings.ts';
import { askFor } from '../../../electron/core/explain/vocabulary.ts';

interface Words {
  readonly observation: Record<string, string>;
  readonly statement: Record<string, string>;
  readonly cause: Record<string, string>;
  readonly ask: Record<string, string>;
}

const words = JSON.parse(readFileSync('resources/locales/en/explain.json', 'utf8')) as Words;
const all = [...meanings.values()];

describe('words of an explanation', () => {
  it('exist for every observation, and for no other', () => {
    expect(Object.keys(words.observation).sort()).toEqual([...meanings.keys()].sort());
  });

  it('exist for every cause and every ask, and for no other', () => {
    expect(Object.keys(words.cause).sort()).toEqual(Object.keys(askFor).sort());
    expect(Object.keys(words.ask).sort()).toEqual([...new Set<string>(Object.values(askFor))].sort());
  });

  it('exist for every statement that an observation makes', () => {
    const used = new Set<string>(all.flatMap(({ proves, doesNotProve }) => [...proves, ...doesNotProve]));
    for (const statement of used) expect(words.statement, statement).toHaveProperty([statement]);
  });

  it('are used: every cause and statement is reached from some observation', () => {
    const reached = new Set(all.flatMap(({ causes = {} }) => Object.keys(causes)));
    expect(Object.keys(askFor).filter((cause) => !reached.has(cause))).toEqual([]);
    const used = new Set<string>(all.flatMap(({ proves, doesNotProve }) => [...proves, ...doesNotProve]));
    expect(Object.keys(words.statement).filter((statement) => !used.has(statement))).toEqual([]);
  });
});

describe('meanings', () => {
  it('say of every observation what it does not prove, and never prove what they deny', () => {
    for (const [code, { proves, doesNotProve }] of meanings) {
      expect(doesNotProve.length, code).toBeGreaterThan(0);
      expect(
        proves.filter((statement) => doesNotProve.includes(statement)),
        code,
      ).toEqual([]);
    }
  });

  it('give way only to observations that exist', () => {
    for (const [code, { detailedBy = [] }] of meanings) {
      for (const prefix of detailedBy) {
        expect(
          [...meanings.keys()].some((other) => other !== code && other.startsWith(prefix)),
          `${code} ${prefix}`,
        ).toBe(true);
      }
    }
  });
});
