import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

/** A folder with a fake `nmcli`, and what it has been told. */
export interface FakeTools {
  /** For processes that are to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** The network that its adapter is in. */
  readonly current: () => string;
  readonly calls: () => readonly (readonly string[])[];
  /** The network that it joined last goes off the air; what it was made for stays. */
  readonly drop: () => void;
  /** Makes it answer as without rights, or as without the home network. */
  readonly make: (what: 'refuse' | 'lost') => void;
}

export function fakeTools(): FakeTools {
  const folder = temporaryFolder();
  const path = join(folder, 'nmcli');
  copyFileSync(join(import.meta.dirname, 'nmcli.mjs'), path);
  chmodSync(path, 0o755);
  const lines = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
  return {
    env: { PATH: [folder, dirname(process.execPath), process.env.PATH].join(delimiter), FAKE_NMCLI: folder },
    current: () => JSON.parse(lines('state.json') || '{"current":"home"}').current,
    calls: () =>
      lines('calls.jsonl')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    drop: () => {
      const state = JSON.parse(lines('state.json'));
      writeFileSync(join(folder, 'state.json'), JSON.stringify({ ...state, current: '' }));
    },
    make: (what) => writeFileSync(join(folder, what), ''),
  };
}
