import { startUnit } from '../../electron/host/simulated-units.ts';
import { serveRfc2217 } from '../../electron/sim/links/rfc2217-server.ts';
import { encodeEsp32Efuse } from '../../electron/sim/units/efuse-images.ts';
import { seed } from '../../electron/sim/units/seed.ts';

/** Paced units in a process of their own, as many as the argument says, each with its own MAC. Tells their addresses. */
const content = await seed();
const urls: string[] = [];
for (let index = 0; index < Number(process.argv[2]); index++) {
  const efuse = encodeEsp32Efuse(Uint8Array.of(0x24, 0x6f, 0x28, 0xbe, 0x00, index), 1);
  urls.push((await serveRfc2217(startUnit({ ...content, efuse }, 'real'))).url);
}
process.on('disconnect', () => process.exit());
process.send?.(urls);
