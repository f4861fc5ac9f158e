import { type Audit, type Finding, findingCodes } from './audit.ts';

/** What a SARIF document says beyond the audit: where the file is, who looked, and the words. */
export interface SarifTerms {
  /** Path of the firmware as the repository has it. */
  readonly path: string;
  readonly toolVersion: string;
  readonly message: (finding: Finding) => string;
  /** What a rule is about, in a few words. */
  readonly rule: (code: Finding['code']) => string;
}

/** An audit as SARIF 2.1.0, which code scanning services show; rule ids are the codes of the findings. */
export function sarifDocument({ findings }: Audit, { path, toolVersion, message, rule }: SarifTerms) {
  const artifactLocation = { uri: path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/') };
  const rules = findingCodes.map((id) => ({ id, shortDescription: { text: rule(id) } }));
  const results = findings.map((finding) => ({
    ruleId: finding.code,
    ruleIndex: findingCodes.indexOf(finding.code),
    level: finding.level,
    message: { text: message(finding) },
    // A firmware has no lines; services that show results in files want one.
    locations: [{ physicalLocation: { artifactLocation, region: { startLine: 1 } } }],
    partialFingerprints: { 'findingCode/v1': finding.code },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'Unstrand', version: toolVersion, rules } }, results }],
  } as const;
}
