import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PortCode } from '../../../electron/core/diagnosis/diagnose-ports.ts';
import type { SilenceCode } from '../../../electron/core/diagnosis/diagnose-silence.ts';
import type { NextStep } from '../../../electron/core/diagnosis/diagnosis.ts';
import type {
  EliminationAnswer,
  EliminationCode,
  EliminationQuestion,
} from '../../../electron/core/diagnosis/elimination.ts';

const texts: { readonly [group: string]: object } & { readonly elimination: { readonly [group: string]: object } } =
  JSON.parse(readFileSync('resources/locales/en/ports.json', 'utf8'));

/** Every member of a union of codes: a member that is added later does not compile until it stands here. */
function all<Code extends string>(codes: Readonly<Record<Code, true>>): readonly string[] {
  return Object.keys(codes).sort();
}

const sorted = (group: object | undefined) => Object.keys(group ?? {}).sort();

describe('words of diagnoses', () => {
  it('has every port, and none that there is not', () => {
    const codes = all<PortCode>({
      usable: true,
      'driver-suspect': true,
      'on-board': true,
      'in-use-here': true,
      'port-busy': true,
      'no-permission': true,
      'bridge-without-driver': true,
      'bridge-disabled': true,
      'driver-failed': true,
      'bridge-without-port': true,
      'bridge-taken': true,
      'device-unreadable': true,
      'nothing-enumerates': true,
    });
    expect(sorted(texts.port)).toEqual(codes);
  });

  it('has every silence and next step', () => {
    const silences = all<SilenceCode>({
      'download-disabled': true,
      'secure-download': true,
      'boot-loop': true,
      'not-heard': true,
      'wrong-strap': true,
      'app-running': true,
      noise: true,
      silent: true,
    });
    const steps = all<NextStep>({
      connect: true,
      'find-cable': true,
      'install-driver': true,
      'change-driver': true,
      'load-module': true,
      'enable-device': true,
      'reinstall-driver': true,
      'free-bridge': true,
      'other-cable': true,
      'other-socket': true,
      'allow-access': true,
      'ask-administrator': true,
      'close-holder': true,
      wait: true,
      'hold-boot': true,
      'check-transmit-line': true,
      'check-rate': true,
      'check-power': true,
      'write-only': true,
      'own-update': true,
      'ask-support': true,
    });
    expect(sorted(texts.silence)).toEqual(silences);
    expect(sorted(texts.next)).toEqual(steps);
  });

  it('has every question, answer and conclusion of the elimination', () => {
    const { question, answer, conclusion } = texts.elimination;
    expect(sorted(question)).toEqual(
      all<EliminationQuestion>({
        replug: true,
        lamp: true,
        'known-cable': true,
        'other-socket': true,
        'other-device': true,
      }),
    );
    expect(sorted(answer)).toEqual(
      all<EliminationAnswer>({ appeared: true, nothing: true, yes: true, no: true, none: true }),
    );
    expect(sorted(conclusion)).toEqual(
      all<EliminationCode>({
        'was-loose': true,
        'cable-power-only': true,
        'cable-broken': true,
        'cable-suspected': true,
        'socket-dead': true,
        'unit-without-data': true,
        'unit-without-power': true,
      }),
    );
  });
});
