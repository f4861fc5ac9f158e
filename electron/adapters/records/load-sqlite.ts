/**
 * `node:sqlite`, or undefined where this Node was built without it. Node 24.21 loads it in silence; Node 22 says
 * once that it is experimental, which tells an operator nothing: that one notice is left out, while every other
 * warning (none can come in between, loading is synchronous) goes its way.
 */
export function loadSqlite(): typeof import('node:sqlite') | undefined {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith('SQLite is an experimental feature'))
      Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
