import { resolve } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import {
  BeginSchema,
  FwResponseSchema,
  InfoResponseSchema,
  Status,
} from '../../../electron/core/provisioning/proto/rcv_pb.ts';
import { buildComponent, describeWithComponent } from '../../device-component/build.ts';
import { startDevice } from '../../device-component/device.ts';
import { app, beginWith, flashFile, manifestOf } from '../../device-component/unit.ts';
import { describeWithTool, pythonTool } from '../support/python.ts';

const script = resolve(import.meta.dirname, 'session.py');
const tool = await pythonTool('esp-protocomm', '0.1.0', 'esp_protocomm');
const programs = await buildComponent();

describeWithComponent(programs, 'the device component', ({ device: program }) => {
  describeWithTool(tool, 'asked by esp-protocomm 0.1.0', (python) => {
    async function unit() {
      const flash = await flashFile(app('1.4.2', 4_000));
      return startDevice(program, [...flash.args, '--sec', '1', '--pop', 'abcd1234']);
    }

    it('tells what it is and takes a manifest', async () => {
      const { url } = await unit();
      const image = app('2.0.0', 20_000);
      const begin = Buffer.from(toBinary(BeginSchema, beginWith(manifestOf(image))));
      // FwRequest { v = 1, begin }
      const length = Buffer.of((begin.length & 127) | 128, begin.length >> 7);
      const request = Buffer.concat([Buffer.from('080152', 'hex'), length, begin]).toString('hex');
      const asked = ['rcv-info=08015200', `rcv-fw=${request}`];
      const { exitCode, output } = await python.runScript(script, [url.replace('http://', ''), 'abcd1234', ...asked]);
      expect(exitCode, output).toBe(0);
      const [info = '', fw = ''] = output.trim().split('\n');
      const { device } = fromBinary(InfoResponseSchema, Buffer.from(info, 'hex'));
      expect(device).toMatchObject({ project: 'seed-radio', version: '1.4.2', build: 5 });
      const begun = fromBinary(FwResponseSchema, Buffer.from(fw, 'hex'));
      expect(begun).toMatchObject({ status: Status.OK, state: 2, imageSize: image.length });
    });

    it('tells it nothing for a wrong proof of possession', async () => {
      const { url } = await unit();
      const { exitCode } = await python.runScript(script, [url.replace('http://', ''), 'wrong', 'rcv-info=08015200']);
      expect(exitCode).toBe(3);
    });
  });
});
