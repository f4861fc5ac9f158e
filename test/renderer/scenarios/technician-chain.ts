import type { ChainPicture } from '../../../electron/core/pictures/chain-picture.ts';
import { renderChainSvg } from '../../../electron/core/pictures/chain-svg.ts';
import { flattenTexts } from '../../../electron/core/texts/flatten-texts.ts';
import pictures from '../../../resources/locales/en/pictures.json';
import verdict from '../../../resources/locales/en/verdict.json';
import { dstRoot } from '../../support/sample-facts.ts';

const words: Readonly<Record<string, string>> = {
  ...prefixed('pictures', flattenTexts(pictures)),
  ...prefixed('verdict', flattenTexts(verdict)),
};

/** The picture of the seed case, as the host would draw it. */
export function strandedPicture(): string {
  return renderChainSvg(chain, (key, params = {}) =>
    (words[key] ?? key).replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? '')),
  );
}

const chain: ChainPicture = {
  status: 'stranded',
  host: 'ota.hearth.example',
  sent: [
    {
      position: 1,
      subject: 'CN=ota.hearth.example',
      issuer: "CN=R3, O=Let's Encrypt, C=US",
      until: '2026-12-01T00:00:00.000Z',
      onPath: true,
      flaws: [],
    },
    {
      position: 2,
      subject: "CN=R3, O=Let's Encrypt, C=US",
      issuer: 'CN=ISRG Root X1, O=Internet Security Research Group, C=US',
      until: '2027-09-15T16:00:00.000Z',
      onPath: true,
      flaws: [],
    },
  ],
  held: [
    {
      subject: dstRoot.subject,
      spkiSha256: dstRoot.spkiSha256,
      until: '2021-09-30T14:01:15.000Z',
      role: 'wanted',
      flaws: [],
    },
  ],
  heldIsComplete: true,
  isAccepted: false,
  reason: { code: 'no-path', params: { issuer: 'CN=ISRG Root X1', subject: 'CN=R3', anchors: 1 } },
  break: { issuer: 'CN=ISRG Root X1, O=Internet Security Research Group, C=US', cause: 'missing' },
  closing: ['CN=ISRG Root X1, O=Internet Security Research Group, C=US'],
};

function prefixed(namespace: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${namespace}:${key}`, text]));
}
