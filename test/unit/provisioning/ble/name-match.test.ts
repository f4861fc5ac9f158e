import { describe, expect, it } from 'vitest';
import { findByLabelName } from '../../../../electron/core/provisioning/ble/name-match.ts';

const heard = (...names: (string | undefined)[]) => names.map((name, id) => ({ id, name }));

describe('the unit of a label', () => {
  it('is the one with the whole name, whatever others begin like', () => {
    expect(findByLabelName(heard('PROV_7B0', 'PROV_7B0004'), 'PROV_7B0004')?.id).toBe(1);
  });

  it('is the only one that cuts its name as ESP-IDF v3.2 does', () => {
    expect(findByLabelName(heard(undefined, 'PROV_7B0', 'other'), 'PROV_7B0004')?.id).toBe(1);
  });

  it.each([
    ['several could be it', heard('PROV_7B0', 'PROV_7B00')],
    ['too little is left', heard('PROV_7B')],
    ['it says more', heard('PROV_7B00041')],
    ['nobody is there', []],
  ])('is not named where %s', (_, units) => {
    expect(findByLabelName(units, 'PROV_7B0004')).toBeUndefined();
  });
});
