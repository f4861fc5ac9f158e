import { verifyServer } from '../../electron/core/trust/handshake.ts';
import { mbedTlsProfile } from '../../electron/core/trust/mbedtls-profile.ts';
import { type CertificatePool, type ExpectedVerdict, find, parseBuild, storeOf, type VerdictCase } from './cases.ts';

/** What one build's verdicts and ours have in common. */
export interface BuildReport {
  readonly build: string;
  readonly cases: number;
  readonly equal: number;
  /** Ids of the cases that differ. */
  readonly wrong: readonly number[];
}

/** Judges every case for every build that it has a verdict of. */
export async function compareVerdicts(cases: readonly VerdictCase[], pool: CertificatePool): Promise<BuildReport[]> {
  const builds = [...new Set(cases.flatMap(({ expect }) => Object.keys(expect)))];
  const reports: BuildReport[] = [];
  for (const build of builds) reports.push(await compareBuild(build, cases, pool));
  return reports;
}

async function compareBuild(build: string, cases: readonly VerdictCase[], pool: CertificatePool): Promise<BuildReport> {
  const wrong: number[] = [];
  let judged = 0;
  for (const one of cases) {
    const expected = one.expect[build];
    if (expected === undefined) continue;
    judged++;
    const ours = await verdictOf(build, one, pool);
    if (ours === undefined || !isEqual(ours, expected)) wrong.push(one.id);
  }
  return { build, cases: judged, equal: judged - wrong.length, wrong };
}

/** Our verdict in the words of the file; undefined where a certificate of the case is not at hand. */
async function verdictOf(build: string, one: VerdictCase, pool: CertificatePool): Promise<ExpectedVerdict | undefined> {
  const parts = parseBuild(build);
  const [leaf, ...rest] = find(pool, one.chain) ?? [];
  const store = storeOf(pool, parts, one);
  if (leaf === undefined || store === undefined) return undefined;
  const { stage, code, flags } = await verifyServer({
    chain: [leaf, ...rest],
    store,
    host: one.host ?? undefined,
    clock: parts.checksDates ? Date.parse(one.clock) : undefined,
    profile: mbedTlsProfile(parts.mbedTls),
  });
  if (stage !== 'path') return { ok: false };
  return code === 0 ? { ok: true } : { ok: false, code: `-0x${code.toString(16)}`, flags: `0x${flags.toString(16)}` };
}

function isEqual(ours: ExpectedVerdict, theirs: ExpectedVerdict): boolean {
  const words = ({ ok, code, flags }: ExpectedVerdict) => `${ok} ${code ?? ''} ${flags ?? ''}`;
  return words(ours) === words(theirs);
}
