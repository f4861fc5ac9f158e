import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { billSchema, bundled, withScopes } from '../../../resources/release/bill-scopes.ts';

const development = [{ name: 'cdx:npm:package:development', value: 'true' }];

it('tells what ships from what only builds: bundled packages ship with what they need, tools and the installer of Electron do not', () => {
  const component = (name: string, isDevelopment: boolean) => ({
    'bom-ref': `${name}@1`,
    name,
    ...(isDevelopment && { properties: development }),
  });
  const names = ['react-dom', 'scheduler', 'vite', 'electron', 'extract-zip'];
  const bill = billSchema.parse({
    components: [component('zod', false), ...names.map((name) => component(name, true))],
    dependencies: [
      { ref: 'react-dom@1', dependsOn: ['scheduler@1'] },
      { ref: 'electron@1', dependsOn: ['extract-zip@1'] },
      { ref: 'vite@1' },
    ],
  });
  expect(withScopes(bill).components.map(({ name, scope }) => `${name} ${scope}`)).toEqual([
    'zod required',
    'react-dom required',
    'scheduler required',
    'vite excluded',
    'electron required',
    'extract-zip excluded',
  ]);
});

it('knows as bundled only what the project has', () => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const name of bundled) expect(devDependencies).toHaveProperty([name]);
});
