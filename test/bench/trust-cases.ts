import type { Catalogue } from '../../electron/core/catalogue/catalogue.ts';
import { parseIdfVersion } from '../../electron/core/formats/idf-version.ts';
import { planRescue } from '../../electron/core/rescue/rescue.ts';
import { undatedAuthority } from '../../electron/core/trust/anchors.ts';
import { sortRoots } from '../../electron/core/trust/bundle-path.ts';
import { bundleRules } from '../../electron/core/trust/bundle-rules.ts';
import { type ServerQuery, type TrustStore, verifyServer } from '../../electron/core/trust/handshake.ts';
import { mbedTlsProfile } from '../../electron/core/trust/mbedtls-profile.ts';
import { madeCertificates } from '../peers/mbedtls/made-certificates.ts';
import { dice, type RandomCase, randomCases } from '../peers/mbedtls/random-cases.ts';
import { catalogueOf, source } from '../support/catalogue.ts';
import { ecKey, issue, issueCa, type TestAuthority, type TestCertificate } from '../support/pki.ts';
import { pemAnchor, serverView, unitFacts } from '../support/unit-facts.ts';

/** So many things done, and the time that they took together. */
export interface TrustCase {
  readonly count: number;
  readonly ms: number;
}

export interface TrustCases {
  /** Verdicts of ten kinds of firmware. */
  readonly verdicts: TrustCase;
  /** A search for a rescue through so many certificates. */
  readonly rescue: TrustCase;
}

/** What judging and searching take, on one core; certificates are made here, nothing is known of them before. */
export async function runTrustCases(): Promise<TrustCases> {
  return { verdicts: await runVerdicts(1000), rescue: await runRescue(2000) };
}

type Firmware = (one: RandomCase) => ServerQuery;

async function runVerdicts(cases: number): Promise<TrustCase> {
  const chains = randomCases(madeCertificates(dice(1), 400), cases, 2);
  const began = performance.now();
  let count = 0;
  for (const query of firmwares()) {
    for (const one of chains) {
      await verifyServer(query(one));
      count++;
    }
  }
  return { count, ms: performance.now() - began };
}

/** Three versions with a list and two with a bundle, each with and without the date check. */
function firmwares(): Firmware[] {
  const list = ({ anchors }: RandomCase): TrustStore => ({
    kind: 'list',
    trusted: anchors.map((certificate) => ({ ...certificate, certificate })),
  });
  const bundle = (idf: string) => (one: RandomCase) => ({
    kind: 'bundle' as const,
    roots: sortRoots(one.anchors.map(undatedAuthority)),
    rules: bundleRules(parseIdfVersion(idf), false),
  });
  const stores = [
    ['2.13.1', list],
    ['2.16.12', list],
    ['3.6.4', list],
    ['2.16.12', bundle('v4.4')],
    ['3.6.4', bundle('v5.5')],
  ] as const;
  return stores.flatMap(([version, store]) =>
    [true, false].map((checksDates): Firmware => {
      const profile = mbedTlsProfile(version);
      return (one) => ({ ...one, store: store(one), clock: checksDates ? one.clock : undefined, profile });
    }),
  );
}

/** The anchor is four cross-signs above the leaf, among certificates that lead in circles and to strangers. */
async function runRescue(certificates: number): Promise<TrustCase> {
  const { catalogue, anchor, leaf } = await tangle(certificates);
  const facts = unitFacts({ anchors: [pemAnchor(anchor.der, 'ota_0')], hosts: [host] });
  const request = { fleet: [{ name: 'unit', facts }], server: serverView(host, leaf.der), catalogue };
  const began = performance.now();
  const plan = await planRescue({ ...request, now: Date.UTC(2026, 10, 22) });
  const ms = performance.now() - began;
  if (plan.perClass[0]?.outcome !== 'rescued') throw new Error('the search found no chain');
  return { count: catalogue.certificates.length, ms };
}

const host = 'fw.example.com';

interface Tangle {
  readonly catalogue: Catalogue;
  readonly anchor: TestCertificate;
  readonly leaf: TestCertificate;
}

/** Layers of authorities, of which each has a cross-sign from several of the layer above and some from the layer below. */
async function tangle(certificates: number): Promise<Tangle> {
  const throws = dice(3);
  const layers = Array.from({ length: 5 }, (_, layer) =>
    Array.from(
      { length: 80 },
      (_, index): TestAuthority => ({ name: `L${layer} ${index}`, key: ecKey(`${layer}/${index}`) }),
    ),
  );
  const [top = [], ...below] = layers;
  const made = top.map(({ name, key }) => issueCa(name, key));
  const [anchor] = made;
  const [signer] = below.at(-1) ?? [];
  if (anchor === undefined || signer === undefined) throw new Error('no layers');
  for (const [index, layer] of below.entries()) {
    for (const [at, { name, key }] of layer.entries()) made.push(issueCa(name, key, layers[index]?.[at]));
  }
  while (made.length < certificates) {
    const at = throws.below(layers.length);
    const { name, key } = throws.pick(layers[at] ?? top);
    const by = throws.pick(layers[(at + (throws.percent(70) ? 4 : 1)) % layers.length] ?? top);
    made.push(issueCa(name, key, by));
  }
  const leaf = issue({ name: host, key: ecKey('bench leaf'), by: signer, dnsNames: [host] });
  return { catalogue: await catalogueOf(made.map(({ der }) => source(der))), anchor, leaf };
}
