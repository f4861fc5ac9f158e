import { expect, test } from 'vitest';
import { opcodes } from '../../../electron/sim/loader.ts';
import { loaderBench } from '../../support/loader-bench.ts';

test.each([
  { name: 'a register', opcode: opcodes.readRegister },
  { name: 'a written register', opcode: opcodes.writeRegister },
  { name: 'a block of the stub', opcode: opcodes.memoryData },
  { name: 'the change of rate', opcode: opcodes.changeBaudRate },
  { name: 'security information', opcode: opcodes.getSecurityInfo },
])('any reply that is lost while connecting costs no more than time: $name', async ({ opcode }) => {
  for (const useStub of [true, false]) {
    for (const chip of ['ESP32', 'ESP32-C3'] as const) {
      const undisturbed = loaderBench({ chip });
      await undisturbed.connect({ useStub });
      const count = undisturbed.takeOpcodes().filter((sent) => sent === opcode).length;
      for (let skip = 0; skip < count; skip++) {
        const { unit, connect } = loaderBench({ chip });
        unit.faults.loseReplies(opcode, 1, skip);
        const mode = useStub ? 'stub' : 'rom';
        await expect(connect({ useStub }), `${chip} ${mode}, reply ${skip}`).resolves.toMatchObject({
          family: chip,
          mode,
        });
      }
    }
  }
});
