import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { udevRules, usbHex } from '../../../electron/core/diagnosis/udev-rules.ts';
import { findBridge, usbBridges } from '../../../electron/core/diagnosis/usb-bridges.ts';

const file = 'resources/udev/60-unstrand.rules';

it('the rules that ship are those of the table', () => {
  expect(readFileSync(file, 'utf8')).toBe(udevRules());
});

it('every bridge has a rule, and every rule is whole', () => {
  const rules = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const ids = usbBridges.flatMap(({ vendorId, productIds }) => productIds.map((id) => [vendorId, id] as const));
  expect(rules).toHaveLength(ids.length);
  for (const [index, [vendorId, productId]] of ids.entries()) {
    expect(rules[index]).toContain(`ATTRS{idVendor}=="${usbHex(vendorId)}", ATTRS{idProduct}=="${usbHex(productId)}"`);
    expect(rules[index]?.split(', ').every((part) => /^[A-Z]+(?:\{\w+\})?(?:==|=|\+=)"[\w]+"$/.test(part))).toBe(true);
  }
});

it('no two bridges share their numbers, and each is found by them', () => {
  const ids = usbBridges.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const bridge of usbBridges)
    for (const productId of bridge.productIds) expect(findBridge(bridge.vendorId, productId)).toBe(bridge);
  expect(findBridge(0x46d, 0xc52b)).toBeUndefined();
});
