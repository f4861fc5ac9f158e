import { config } from 'zod';

/** Zod would compile its parsers with `new Function`, which the page's policy forbids; interpreting them is fast enough. */
config({ jitless: true });
