import { expect, it } from 'vitest';
import { renderFlashSvg } from '../../../electron/core/pictures/flash-picture.ts';
import { mapOfFacts } from '../../../electron/core/records/report/flash-map.ts';
import { englishTexts } from '../../support/report-texts.ts';
import { dstRoot, sampleFacts } from '../../support/sample-facts.ts';

const facts = sampleFacts('ota_0', '1.4.2', dstRoot, '2026-02-12T09:15:02.000Z');

it('is a document of its own that says in words what it shows', () => {
  const svg = renderFlashSvg(
    mapOfFacts(facts, [{ offset: 0x190000, length: 0x1000 }], [{ offset: 0x9000, length: 0x4000 }]),
    englishTexts,
  );
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).toContain('0x10000 ota_0, 1.5 MiB, Firmware that runs, 1.4.2');
  expect(svg).toContain('0x190000 ota_1, 1.5 MiB, Firmware, Written by this job');
  expect(svg).toContain('0x9000 nvs, 16 KiB, Settings and calibration, Kept as it was');
});

it('shows hostile labels as text', () => {
  const [first, ...others] = facts.layout.partitions;
  if (first === undefined) throw new Error('the sample has partitions');
  const hostile = { ...first, label: '"><script>alert(1)</script>' };
  const svg = renderFlashSvg(
    mapOfFacts({ ...facts, layout: { ...facts.layout, partitions: [hostile, ...others] } }),
    englishTexts,
  );
  expect(svg).not.toContain('<script');
});
