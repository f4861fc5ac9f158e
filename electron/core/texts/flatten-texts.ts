/** Texts as they stand in a locale's file: nested by what they belong to. */
export interface TextTree {
  readonly [key: string]: string | TextTree;
}

/** Keys of error codes hold dots themselves, so a text is looked up by its whole path and not by segments. */
export function flattenTexts(tree: TextTree, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[path + key, value]] : Object.entries(flattenTexts(value, `${path}${key}.`)),
    ),
  );
}

/** The namespace of a locale's file: its path below the language's folder, `errors/link.json` → `errors-link`. */
export function textNamespace(file: string): string {
  return file
    .replace(/\.json$/, '')
    .split(/[\\/]/)
    .filter((segment) => segment !== '' && segment !== '.')
    .join('-');
}
