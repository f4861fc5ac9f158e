import { serveRfc2217 } from '../../electron/sim/links/rfc2217-server.ts';
import { seed } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { VirtualUnit } from '../../electron/sim/virtual-unit.ts';
import type { UnitAnnouncement } from './start-unit.ts';

/**
 * A paced unit in a process of its own, so that the memory and the CPU time of the other process are the client's alone.
 * Tells its address and what a release says of its firmware, and ends with its parent.
 */
const { chip, flash, efuse } = await seed();
const { url } = await serveRfc2217(new VirtualUnit({ chip, flash, efuse, timing: 'real' }));
process.on('disconnect', () => process.exit());
process.send?.({ url, manifest: seedRelease().manifest } satisfies UnitAnnouncement);
