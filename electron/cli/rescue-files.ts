import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleChain, encodeCertificatePem } from '../core/rescue/assemble-chain.ts';
import type { Listener, RescuePlan } from '../core/rescue/rescue-plan.ts';
import { type CertificatesAtHand, findRoot } from '../host/certificates-at-hand.ts';
import { cannotWrite, writeNamedFile } from '../host/write-file.ts';
import type { CliContext } from './context.ts';
import { harmless } from './style.ts';
import type { Texts } from './texts.ts';

/** A file that the server's admin gets. */
export interface RescueFile {
  readonly name: string;
  readonly content: string;
}

const chainFile = '/etc/nginx/fw-fullchain.pem';
const keyFile = '/etc/nginx/fw-key.pem';
const placeholderHost = 'fw.example.com';

/** The files of one listener, as far as the certificates are at hand, and what is missing of them in words. */
export function rescueFiles(
  listener: Listener,
  plan: RescuePlan,
  atHand: CertificatesAtHand,
  texts: Texts,
): { readonly files: readonly RescueFile[]; readonly missing: readonly string[] } {
  const chain = assembleChain(listener, atHand);
  const anchor = anchorOf(listener, plan, atHand);
  return {
    files: [
      ...(chain.pem ? [{ name: `${chain.kind}.pem`, content: chain.pem }] : []),
      ...(anchor === undefined ? [] : [{ name: 'anchor.pem', content: anchor }]),
      { name: 'nginx.conf', content: nginxSnippet(listener, plan, texts) },
      { name: 'self-test.txt', content: selfTestText(listener, plan, texts) },
    ],
    missing: chain.missing.map(({ subject, issuer, url }) =>
      texts(url ? 'rescue:file.missing' : 'rescue:file.missing-no-url', {
        subject: harmless(subject),
        issuer: harmless(issuer),
        url,
      }),
    ),
  };
}

/** The certificate of the anchor to which the first class of the listener goes, for the self-test. */
function anchorOf({ classes }: Listener, { perClass }: RescuePlan, atHand: CertificatesAtHand): string | undefined {
  const anchor = perClass[classes[0] ?? -1]?.anchor;
  const root = anchor && findRoot(anchor.spkiSha256, atHand);
  return root && encodeCertificatePem(root.der);
}

function hostOf({ hosts }: RescuePlan): string {
  const [host] = hosts;
  return host !== undefined && /^[A-Za-z0-9.-]{1,253}$/.test(host) ? host : placeholderHost;
}

/** A server block that shows the chain in a way that these units take in (TRUST A.7). */
export function nginxSnippet(listener: Listener, plan: RescuePlan, texts: Texts): string {
  const kind = listener.leaf === 'at-hand' ? 'fullchain' : listener.append.length > 0 ? 'append' : 'as-delivered';
  const limit = plan.notes.find(({ code }) => code === 'record-size')?.params.bytes;
  const bufferSize = typeof limit === 'number' && limit < 4096 ? '2k' : '4k';
  const comment = texts(`rescue:nginx-comment.${kind}`, { chainFile });
  const certbot =
    listener.issuer?.access === 'acme' && kind === 'append'
      ? `# ${texts('rescue:certbot', { keyType: listener.issuer.leafKey === 'RSA' ? 'rsa' : 'ecdsa', host: hostOf(plan), chainFile })}\n`
      : '';
  return certbot + texts('rescue:nginx', { comment, host: hostOf(plan), chainFile, keyFile, bufferSize });
}

/** The command that proves the server before a unit sees it: without dates, where a class of it checks none. */
export function selfTestText(listener: Listener, plan: RescuePlan, texts: Texts): string {
  const checksDates = listener.classes.every((index) => (plan.perClass[index]?.ends.length ?? 0) > 0);
  const command = texts('rescue:self-test', { host: hostOf(plan), dates: checksDates ? '' : '-no_check_time ' });
  return `${texts('rescue:self-test-title')}\n${command}\n`;
}

/** Writes the files of every listener: in the folder itself, or one below it for each where there are several. */
export async function writeRescueFiles(
  folder: string,
  plan: RescuePlan,
  atHand: CertificatesAtHand,
  context: CliContext,
): Promise<void> {
  for (const [index, listener] of plan.listeners.entries()) {
    const place = plan.listeners.length > 1 ? join(folder, `server-${index + 1}`) : folder;
    await mkdir(place, { recursive: true }).catch((cause: unknown) => {
      throw cannotWrite(place, cause);
    });
    const { files, missing } = rescueFiles(listener, plan, atHand, context.texts);
    for (const { name, content } of files) {
      await writeNamedFile(join(place, name), content);
      context.say(context.texts('rescue:file.wrote', { path: join(place, name) }));
    }
    for (const text of missing) context.say(text);
  }
}
