import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobOutcome } from '../../../electron/core/engine/events.ts';
import { type ErrorCode, errorArea, errorCatalogue } from '../../../electron/core/errors/catalogue.ts';
import type { UnitState } from '../../../electron/core/errors/recovery-error.ts';
import { decodeSupportCode, encodeSupportCode } from '../../../electron/core/support/support-code.ts';

const signs = [...'012345678FKMRWXY'];
const codes = Object.keys(errorCatalogue).filter((code): code is ErrorCode => errorArea(code) !== undefined);
const states: (UnitState | undefined)[] = [
  undefined,
  'untouched',
  'old-boots',
  'staged',
  'partial',
  'new-unconfirmed',
  'new-boots',
  'unknown',
];
const outcomes: (JobOutcome | undefined)[] = [
  undefined,
  'recovered',
  'boots-cable-only',
  'boots-unreachable',
  'boots-unjudged',
  'boot-not-seen',
  'boot-failed',
  'failed',
];

const supportCase = fc.record({
  error: fc.option(fc.constantFrom(...codes), { nil: undefined }),
  unitState: fc.constantFrom(...states),
  outcome: fc.constantFrom(...outcomes),
  version: fc.tuple(fc.nat(14), fc.nat(62), fc.nat(99)).map((parts) => parts.join('.')),
});
const code = supportCase.map(encodeSupportCode);

describe('support code', () => {
  it('is two groups of four signs that can be told apart, and says what was put in', () => {
    fc.assert(
      fc.property(supportCase, (given) => {
        const text = encodeSupportCode(given);
        expect(text).toMatch(/^[0-8FKMRWXY]{4}-[0-8FKMRWXY]{4}$/);
        const { error, unitState, outcome, version } = given;
        const said = { error, unitState, outcome, version: version.split('.').slice(0, 2).join('.') };
        expect(decodeSupportCode(text)).toMatchObject({ ok: true, value: said });
      }),
    );
  });

  it('stays what it was in the first version', () => {
    const given = { error: 'port.gone', unitState: 'partial', outcome: 'failed', version: '0.1.0' } as const;
    expect(encodeSupportCode(given)).toBe('0026-FR01');
    expect(
      encodeSupportCode({ error: undefined, unitState: 'new-boots', outcome: 'recovered', version: '12.3.4' }),
    ).toBe('8000-R703');
  });

  it('notices every single wrong sign', () => {
    fc.assert(
      fc.property(code, (text) => {
        for (const place of [0, 1, 2, 3, 5, 6, 7, 8]) {
          for (const sign of signs.filter((other) => other !== text[place])) {
            const misheard = text.slice(0, place) + sign + text.slice(place + 1);
            expect(decodeSupportCode(misheard)).toMatchObject({ ok: false, problem: { code: 'checksum' } });
          }
        }
      }),
    );
  });

  it('notices every swap of two different neighbours, across the hyphen too', () => {
    fc.assert(
      fc.property(code, (text) => {
        const plain = [...text.replace('-', '')];
        for (let place = 0; place + 1 < plain.length; place++) {
          const [left = '', right = ''] = plain.slice(place, place + 2);
          if (left === right) continue;
          const swapped = plain
            .with(place, right)
            .with(place + 1, left)
            .join('');
          expect(decodeSupportCode(swapped)).toMatchObject({ ok: false, problem: { code: 'checksum' } });
        }
      }),
    );
  });

  it('is read however people write it', () => {
    fc.assert(
      fc.property(code, (text) => {
        const said = decodeSupportCode(text);
        const written = text.replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('5', 'S').replaceAll('2', 'z');
        for (const form of [
          text.toLowerCase(),
          text.replace('-', ''),
          ` ${[...text].join(' ')}\n`,
          text.replace('-', '–'),
          written.replaceAll('8', 'b'),
          text.replaceAll('1', 'I').replaceAll('0', 'O'),
        ]) {
          expect(decodeSupportCode(form), form).toEqual(said);
        }
      }),
    );
  });

  it('takes nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const said = decodeSupportCode(text);
        if (!said.ok) expect(['length', 'sign', 'checksum', 'layout']).toContain(said.problem.code);
      }),
    );
    expect(decodeSupportCode('')).toMatchObject({ ok: false, problem: { code: 'length' } });
    expect(decodeSupportCode('0000-000')).toMatchObject({ ok: false, problem: { code: 'length' } });
    expect(decodeSupportCode('0000-00009')).toMatchObject({ ok: false, problem: { code: 'sign' } });
  });

  it('says so where a version or an error is beyond this version', () => {
    const far = { error: undefined, unitState: undefined, outcome: undefined } as const;
    for (const version of ['15.0.0', '1.63.0', 'nightly', '']) {
      expect(decodeSupportCode(encodeSupportCode({ ...far, version }))).toMatchObject({
        ok: true,
        value: { version: undefined },
      });
    }
  });
});
