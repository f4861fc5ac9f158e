import { fileURLToPath } from 'node:url';

/** Where the built page is; two folders above sources and built files alike lies the package. */
export const pageFolder = fileURLToPath(new URL('../../dist/renderer', import.meta.url));
