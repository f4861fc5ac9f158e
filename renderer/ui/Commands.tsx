import { readable } from './Untrusted.tsx';

/** A text of the locales in which commands stand between backticks. */
export function Commands({ text }: { readonly text: string }) {
  return text
    .split('`')
    .map((piece, index) => (index % 2 === 0 ? piece : <code key={index}>{readable(piece, 500)}</code>));
}
