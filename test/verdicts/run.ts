import { readCases, readPool } from './cases.ts';
import { compareVerdicts } from './compare.ts';

const [casesFile, certificatesFile] = process.argv.slice(2);
if (casesFile === undefined || certificatesFile === undefined) {
  console.error('usage: npm run -s verdicts -- CASES.jsonl CERTS.pem');
  process.exit(2);
}
const reports = await compareVerdicts(readCases(casesFile), readPool(certificatesFile));
for (const report of reports) console.log(JSON.stringify(report));
process.exitCode = reports.some(({ wrong }) => wrong.length > 0) ? 1 : 0;
