// Zod would compile its parsers with `new Function`, which the page's policy forbids. It looks for this when its first
// schema is made, which is before any module of ours could tell it; interpreting the parsers is fast enough.
globalThis.__zod_globalConfig = { jitless: true };
