import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sha256Hex } from '../../core/bytes/digest.ts';
import { buildRelease } from '../../core/release/build-package.ts';
import { addSimulatedUnit } from '../../host/simulated-units.ts';
import { syntheticPki, updateHost } from '../../sim/firmware/pki.ts';
import { type CliIo, processIo } from '../io.ts';
import { runCli } from '../run-cli.ts';
import { styleFor } from '../style.ts';
import { type DemoUnit, ownUnits, thirdPartyUnits } from './demo-units.ts';

/** The whole story in a terminal, without hardware: what a technician types, and what comes of it. */
async function demo(): Promise<void> {
  const io = processIo();
  const folder = await mkdtemp(join(tmpdir(), 'unstrand-demo-'));
  const stage = createStage({ ...io, env: { ...io.env, UNSTRAND_HOME: join(folder, 'home') } });
  stage.say('Simulated ESP32 units are plugged in. Their update server has moved to another certificate authority.');

  const chain = join(folder, 'server.pem');
  await writeFile(chain, syntheticPki().chains.moved);
  const key = join(folder, 'vendor');
  await stage.run('keys', 'generate', key);
  await stage.run('keys', 'enroll', `${key}.public.pem`, '--name', 'Demo Vendor');

  const others = await thirdPartyUnits(resolve(io.env.UNSTRAND_SHARED ?? '../shared', 'corpus'));
  if (others.length === 0) stage.say('(Third-party firmware is not part of the project: its two units are left out.)');
  const units = [...(await ownUnits()), ...others];
  for (const unit of units) await rescue(unit, { stage, folder, key, chain });

  stage.say('Every job left signed evidence:');
  await stage.run('records', 'list');
  await stage.run('records', 'verify');
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  stage.say(`${units.length} units, ${seconds} s. The readable report of the first one:`);
  io.stdout.write(`${stage.firstReport()}\n`);
}

interface Stage {
  say(text: string): void;
  /** Types a command; gives back its exit code and output. */
  run(...args: string[]): Promise<{ readonly exit: number; readonly output: string }>;
  /** Path of the report of the first job that ended well. */
  firstReport(): string;
}

const began = performance.now();

function createStage(io: CliIo): Stage {
  const style = styleFor(io);
  let report = '';
  return {
    say: (text) => void io.stdout.write(`\n${style.bold(style.cyan(text))}\n`),
    firstReport: () => report,
    async run(...args) {
      io.stdout.write(`\n${style.dim('$')} unstrand ${args.join(' ')}\n`);
      let output = '';
      const write = io.stdout.write.bind(io.stdout);
      const stdout = Object.assign(Object.create(io.stdout) as CliIo['stdout'], {
        write: (text: string) => {
          output += text;
          return write(text);
        },
      });
      const exit = await runCli(args, { ...io, stdout });
      if (report === '' && exit === 0) report = /\S+\.html/.exec(output)?.[0] ?? '';
      return { exit, output };
    },
  };
}

interface Props {
  readonly stage: Stage;
  readonly folder: string;
  readonly key: string;
  readonly chain: string;
}

async function rescue(demoUnit: DemoUnit, { stage, folder, key, chain }: Props): Promise<void> {
  const { name, unit, release, onlySlot } = demoUnit;
  addSimulatedUnit(name, unit);
  const port = ['--port', `sim:${name}`];
  const server = ['--chain', chain, '--host', updateHost];
  const path = join(folder, `${release.manifest.product.id}.unstrand`);
  await writeFile(path, buildRelease(release.manifest, release.files));
  const nvsBefore = nvsDigest(demoUnit);

  stage.say(`Unit "${name}": what runs, what does it trust, can the server still reach it?`);
  await stage.run('sign', path, '--key', `${key}.private.pem`);
  await stage.run('inspect', ...port, '--release', path);
  await stage.run('judge', ...port, '--release', path, ...server);
  const plan = await stage.run('plan', ...port, '--release', path);

  const recover = ['recover', ...port, '--release', path, ...server];
  if (onlySlot) {
    stage.say('There is only one place for firmware: the plan has to be confirmed.');
    const hash = /plan ([0-9a-f]{64})/.exec(plan.output)?.[1] ?? '';
    await stage.run(...recover, '--confirm', hash);
  } else {
    stage.say('Recover, and pull the cable in the middle of it:');
    unit.faults.toChip.add({ kind: 'pull', after: cableLength });
    await stage.run(...recover);
    unit.plug();
    stage.say('The cable is plugged in again:');
    await stage.run('resume', ...port);
  }
  const kept = nvsDigest(demoUnit) === nvsBefore;
  stage.say(kept ? 'NVS is byte for byte what it was.' : 'NVS CHANGED: this is a defect.');
  if (!kept) process.exitCode = 1;
}

/** Bytes towards the unit after which the cable is pulled: in the middle of writing the new firmware. */
const cableLength = 300_000;

function nvsDigest({ unit, nvs }: DemoUnit): string {
  return sha256Hex(unit.flash.read(nvs.offset, nvs.length));
}

await demo();
