const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML does not allow is what is looked for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u;
const bareAmpersand = /&(?!(?:amp|lt|gt|quot|#\d+|#x[\da-f]+);)/i;

/** Names of the elements of a well-formed XML document in order; throws at what XML does not allow. */
export function elementsOf(xml: string): string[] {
  if (forbidden.test(xml)) throw new Error('a character that XML does not allow');
  if (bareAmpersand.test(xml)) throw new Error('an ampersand that begins no entity');
  const open: string[] = [];
  const names: string[] = [];
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', token.lastIndex)) {
    token.lastIndex = at;
    const [, closes, name = '', , isEmpty] = token.exec(xml) ?? fail(xml, at);
    if (closes && open.pop() !== name) fail(xml, at);
    if (!closes) names.push(name);
    if (!closes && !isEmpty) open.push(name);
  }
  if (open.length > 0) throw new Error(`${open.join()} never ends`);
  return names;
}

function fail(xml: string, at: number): never {
  throw new Error(`not well-formed: ${xml.slice(at, at + 60)}`);
}
