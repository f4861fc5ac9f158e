import { expect, test } from 'vitest';
import { addLimits, tighterLimit, writeLimits } from '../../bench/limits.ts';
import { incompressible, mebibyte } from '../../bench/payloads.ts';

const baudRate = 921_600;

test('the wire limit of incompressible data is its bytes at ten bits each', () => {
  expect(writeLimits(incompressible(), 0x10000, baudRate).wireMs).toBeCloseTo((mebibyte * 10_000) / baudRate, 6);
});

test('the wire limit of data that deflates counts what is left of it', () => {
  expect(writeLimits(new Uint8Array(mebibyte), 0, baudRate).wireMs).toBeLessThan(15);
});

test('the flash limit is 150 ms a block and 0.4 ms a page on whole blocks', () => {
  expect(writeLimits(new Uint8Array(mebibyte), 0x10000, baudRate).flashMs).toBeCloseTo(16 * 150 + 4096 * 0.4, 6);
});

test('sectors before and behind whole blocks are erased one by one', () => {
  const data = new Uint8Array(0x1000 + 0x10000 + 1);
  expect(writeLimits(data, 0xf000, baudRate).flashMs).toBeCloseTo(45 + 150 + 45 + 273 * 0.4, 6);
});

test('limits of several writes add up, and the larger of the sums is the tighter', () => {
  const sum = addLimits([
    { wireMs: 100, flashMs: 30 },
    { wireMs: 10, flashMs: 90 },
  ]);
  expect(sum).toEqual({ wireMs: 110, flashMs: 120 });
  expect(tighterLimit(sum)).toEqual({ name: 'flash', ms: 120 });
  expect(tighterLimit({ wireMs: 2, flashMs: 1 })).toEqual({ name: 'wire', ms: 2 });
});
