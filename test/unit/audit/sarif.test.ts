import { expect, it } from 'vitest';
import { type Finding, findingCodes } from '../../../electron/core/audit/audit.ts';
import { auditFirmware } from '../../../electron/core/audit/audit-firmware.ts';
import { sarifDocument } from '../../../electron/core/audit/sarif.ts';
import { unitFacts } from '../../support/unit-facts.ts';

it('gives a rule for every code and a result for every finding', async () => {
  const audit = await auditFirmware(unitFacts({ complete: false }), { now: 0 });
  const document = sarifDocument(audit, {
    path: 'build/my firmware#1.bin',
    toolVersion: '1.2.3',
    message: ({ code }: Finding) => `says ${code}`,
    rule: (code) => `about ${code}`,
  });
  expect(document.version).toBe('2.1.0');
  const [run] = document.runs;
  expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(findingCodes);
  expect(run.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['no-anchor', 'error'],
    ['anchors-incomplete', 'warning'],
  ]);
  for (const { ruleId, ruleIndex, message, locations } of run.results) {
    expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(message.text).toBe(`says ${ruleId}`);
    expect(locations[0]?.physicalLocation.artifactLocation.uri).toBe('build/my%20firmware%231.bin');
  }
});
