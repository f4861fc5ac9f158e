import { createRequire, Module, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Not `require`: the app's build declares that in every module that might want it. */
const ownRequire = createRequire(import.meta.url);

/**
 * Loads something while `request` means `exports` to every CommonJS module that is loaded meanwhile: the seam through which a
 * virtual controller gets beneath a Bluetooth library (PROTOCOLS §6.7). The real module need not be installed or loadable,
 * and is what others get afterwards.
 */
export async function loadWithModule<T>(request: string, exports: unknown, load: () => Promise<T>): Promise<T> {
  const installed = resolveOrNone(request);
  const file = installed ?? fileURLToPath(new URL(`./${request.replaceAll('/', '-')}.virtual.cjs`, import.meta.url));
  const before = ownRequire.cache[file];
  const stand = new Module(file);
  stand.exports = exports;
  stand.loaded = true;
  ownRequire.cache[file] = stand;
  const hooks = installed === undefined ? redirect(request, file) : undefined;
  try {
    return await load();
  } finally {
    hooks?.deregister();
    if (before === undefined) delete ownRequire.cache[file];
    else ownRequire.cache[file] = before;
  }
}

function resolveOrNone(request: string): string | undefined {
  try {
    return ownRequire.resolve(request);
  } catch {
    return undefined;
  }
}

function redirect(request: string, file: string): { deregister(): void } {
  const url = pathToFileURL(file).href;
  return registerHooks({
    resolve: (specifier, context, next) =>
      specifier === request ? { url, format: 'commonjs', shortCircuit: true } : next(specifier, context),
  });
}
