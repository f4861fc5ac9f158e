import type { IncomingMessage } from 'node:http';

const maxBytes = 64 << 10;

/** A small JSON object; undefined for anything else. A foreign page cannot send this content type without being asked first. */
export async function readJsonBody(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  if (!isOfType(request, 'application/json')) return undefined;
  try {
    const value: unknown = JSON.parse(await readText(request));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of a form; undefined for anything else. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (!isOfType(request, 'application/x-www-form-urlencoded')) return undefined;
  return new URLSearchParams(await readText(request));
}

function isOfType({ headers }: IncomingMessage, type: string): boolean {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase() === type;
}

/** Throws where there is more than any page of ours sends. */
async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBytes) throw new Error('The request is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
