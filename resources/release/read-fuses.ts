import { findFuseFaults } from './fuses.ts';

/*
 * npm run -s read-fuses -- PROGRAM
 * Reads the fuses of a packed program back; exit code 1 where one is not as electron-builder.yml says.
 */
const [program] = process.argv.slice(2);
if (program === undefined) {
  console.error('Name the packed program, such as release/linux-unpacked/unstrand');
  process.exitCode = 2;
} else {
  const faults = await findFuseFaults(program);
  for (const { fuse, wanted, found } of faults) console.error(`✗ ${fuse}: ${found}, wanted ${wanted}`);
  if (faults.length === 0) console.log('All eight fuses are as configured.');
  process.exitCode = faults.length === 0 ? 0 : 1;
}
