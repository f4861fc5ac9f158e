import { runSoftApCase } from './radio-cases.ts';

console.log(await runSoftApCase());
