import { z } from 'zod';

const property = z.object({ name: z.string(), value: z.string() });
const component = z.looseObject({
  'bom-ref': z.string(),
  name: z.string(),
  properties: z.array(property).optional(),
});

/** The parts of a CycloneDX document that say what depends on what; all else passes through. */
export const billSchema = z.looseObject({
  components: z.array(component),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});

type Bill = z.infer<typeof billSchema>;

/** Development dependencies that the bundlers put into the app: npm cannot know. */
export const bundled: ReadonlySet<string> = new Set([
  'electron',
  'electron-log',
  'electron-updater',
  'react',
  'react-dom',
  'react-aria-components',
  '@tanstack/react-virtual',
]);

/** Says of each component whether it ships (`required`) or only made or tested what ships (`excluded`). */
export function withScopes(bill: Bill): Bill {
  const needs = new Map(bill.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  const shipped = new Set<string>();
  const ship = (ref: string) => {
    if (shipped.has(ref)) return;
    shipped.add(ref);
    // Electron's own dependencies fetch its runtime when it is installed; they are in no package.
    if (!ref.startsWith('electron@')) for (const next of needs.get(ref) ?? []) ship(next);
  };
  for (const each of bill.components) if (!isDevelopment(each) || bundled.has(each.name)) ship(each['bom-ref']);
  const scoped = (each: Bill['components'][number]) => ({
    ...each,
    scope: shipped.has(each['bom-ref']) ? 'required' : 'excluded',
  });
  return { ...bill, components: bill.components.map(scoped) };
}

function isDevelopment({ properties = [] }: Bill['components'][number]): boolean {
  return properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
}
