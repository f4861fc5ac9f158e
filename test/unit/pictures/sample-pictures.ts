import { unknown } from '../../../electron/core/inspect/fact.ts';
import type { Anchor } from '../../../electron/core/inspect/facts.ts';
import { type ChainPicture, chainPicture } from '../../../electron/core/pictures/chain-picture.ts';
import { judge } from '../../../electron/core/trust/judge.ts';
import type { AppendCertificates, ServerView, Verdict } from '../../../electron/core/trust/verdict.ts';
import { ecKey, issue, issueCa, rsaKey } from '../../support/pki.ts';
import { pemAnchor, serverView, unitFacts } from '../../support/unit-facts.ts';
import {
  issuing,
  leaf,
  newByOld,
  newRoot,
  now,
  oldRoot,
  otherIssuing,
  otherLeaf,
  otherRoot,
  updateHost,
} from '../trust/seed-pki.ts';

const oldAnchor = pemAnchor(oldRoot.der, 'ota_0');

async function judged(
  anchors: readonly Anchor[],
  server: ServerView | undefined,
  dateCheck: 'on' | 'off' | 'unknown' = 'off',
  change: (verdict: Verdict) => Verdict = (verdict) => verdict,
): Promise<ChainPicture> {
  const facts = unitFacts({ anchors, dateCheck: unknown('not-supported') });
  return chainPicture(facts, server, change(await judge(facts, server, { now, dateCheck })));
}

/** Clears a screen, turns writing around, ends an element. */
export const attack = '</text><script>alert(1)</script>\u001b[2J\u202e\u2066\u0000\ufffe&"\'';

const hostileRoot = issueCa([['2.5.4.3', 0x0c, attack]], ecKey('hostile root'));
const hostileLeaf = issue({
  name: [['2.5.4.3', 0x0c, `${attack}${'W'.repeat(300)}`]],
  key: ecKey('hostile'),
  by: hostileRoot,
});

/** 45 authorities of which the last is the one that counts. */
function manyAnchors(last: Anchor): Anchor[] {
  const others = Array.from({ length: 44 }, (_, index) =>
    pemAnchor(issueCa(`Bundle Root ${index + 1}`, ecKey(`bundle ${index}`)).der),
  );
  return [...others, last];
}

/** The server's chain once more with what the catalogue knows would close it. */
function withClosing(verdict: Verdict): Verdict {
  const [anchor] = verdict.remedies.flatMap((remedy) => ('anchorSpkiSha256' in remedy ? remedy.anchorSpkiSha256 : []));
  const remedy: AppendCertificates = {
    kind: 'append-certificates',
    anchorSpkiSha256: anchor ?? '',
    issuer: undefined,
    certificates: [
      { sha256: '00'.repeat(32), subject: 'CN=New Root X1, O=Network Security Research', issuer: 'CN=Old Root' },
    ],
    leaveOut: [],
    onlyWithoutDateCheck: false,
  };
  return { ...verdict, remedies: [remedy] };
}

/** Ten authorities in a row between a leaf and the root. */
function longChain(): ServerView {
  const authorities = [newRoot];
  for (let index = 1; index <= 10; index++) {
    authorities.unshift(issueCa(`Step ${index}`, ecKey(`step ${index}`), authorities[0]));
  }
  const end = issue({
    name: updateHost,
    key: ecKey('far leaf'),
    by: authorities[0] ?? newRoot,
    dnsNames: [updateHost],
  });
  return serverView(updateHost, end.der, ...authorities.slice(0, -1).map(({ der }) => der));
}

const namesake = issueCa('New Root X1', rsaKey('namesake'));

/** Every kind of picture, by name. */
export const samplePictures: Readonly<Record<string, () => Promise<ChainPicture>>> = {
  moved: () => judged([oldAnchor], serverView(updateHost, otherLeaf.der, otherIssuing.der)),
  reachable: () => judged([pemAnchor(newRoot.der, 'ota_0')], serverView(updateHost, leaf.der, issuing.der)),
  crossSigned: () => judged([oldAnchor], serverView(updateHost, leaf.der, issuing.der, newByOld.der)),
  wouldClose: () => judged([oldAnchor], serverView(updateHost, leaf.der, issuing.der), 'off', withClosing),
  datesUnknown: () => judged([oldAnchor], serverView(updateHost, leaf.der, issuing.der, newByOld.der), 'unknown'),
  expired: () => judged([oldAnchor], serverView(updateHost, leaf.der, issuing.der, newByOld.der), 'on'),
  reversed: () => judged([oldAnchor], serverView(updateHost, leaf.der, newByOld.der, issuing.der)),
  skipping: () => judged([oldAnchor], serverView(updateHost, leaf.der, otherRoot.der, issuing.der, newByOld.der)),
  foreignRoot: () => judged([oldAnchor], serverView(updateHost, otherLeaf.der, otherIssuing.der, otherRoot.der)),
  bundle: () => judged(manyAnchors(pemAnchor(newRoot.der)), serverView(updateHost, leaf.der, issuing.der)),
  hostile: () => judged([{ ...oldAnchor, subject: attack }], serverView(attack, hostileLeaf.der, hostileRoot.der)),
  otherKey: () => judged([pemAnchor(namesake.der)], serverView(updateHost, leaf.der, issuing.der)),
  otherKeyFirst: () => judged([pemAnchor(namesake.der)], serverView(updateHost, leaf.der, issuing.der, newByOld.der)),
  tooLong: () => judged([pemAnchor(newRoot.der)], longChain()),
  noServer: () => judged([oldAnchor], undefined),
};
