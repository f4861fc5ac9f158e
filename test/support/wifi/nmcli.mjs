#!/usr/bin/env node
// nmcli for tests that look at real processes: one adapter `lo`, whose address every machine has; state and calls are
// files below FAKE_NMCLI. A file `refuse` there makes it answer as without rights, `lost` as without the home network.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const home = '1b5b9d2c-0000-4000-8000-000000000001';
const folder = process.env.FAKE_NMCLI ?? '';
const args = process.argv.slice(2);
const words = args.join(' ');
const file = (name) => join(folder, name);
const state = existsSync(file('state.json'))
  ? JSON.parse(readFileSync(file('state.json'), 'utf8'))
  : { current: 'home' };
appendFileSync(file('calls.jsonl'), `${JSON.stringify(args)}\n`);

function end(text, exitCode = 0, change = {}) {
  writeFileSync(file('state.json'), JSON.stringify({ ...state, ...change }));
  process.stdout.write(text);
  process.exit(exitCode);
}

if (words.endsWith('device'))
  end(`eth0:ethernet:connected\nlo:wifi:${state.current === '' ? 'disconnected' : 'connected'}\n`);
if (words.endsWith('--active')) {
  const uuid = state.current === 'home' ? home : '2c6cae3d-0000-4000-8000-000000000002';
  end(state.current === '' ? '' : `${uuid}:${state.current}:802-11-wireless:lo\n`);
}
if (existsSync(file('refuse'))) end('Error: Failed to add connection: Insufficient privileges\n', 1);
if (words.startsWith('connection add')) end('', 0, { added: args[args.indexOf('con-name') + 1] });
if (words.includes('connection up uuid')) {
  if (existsSync(file('lost'))) end('Error: Connection activation failed\n', 4);
  end('', 0, { current: 'home' });
}
if (words.includes('connection up id')) end('', 0, { current: state.added });
if (words.startsWith('connection delete')) {
  const isCurrent = state.current === args.at(-1);
  end('', 0, { added: undefined, ...(isCurrent && { current: '' }) });
}
end('');
