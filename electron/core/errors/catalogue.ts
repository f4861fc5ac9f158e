import { appErrors } from './app.ts';
import { batchErrors } from './batch.ts';
import { bleErrors } from './ble.ts';
import { engineErrors } from './engine.ts';
import { fileErrors } from './file.ts';
import { formatErrors } from './format.ts';
import { labelErrors } from './label.ts';
import { linkErrors } from './link.ts';
import { planErrors } from './plan.ts';
import { profileErrors } from './profile.ts';
import { provisioningErrors } from './provisioning.ts';
import { recordErrors } from './record.ts';
import { releaseErrors } from './release.ts';
import { shellErrors } from './shell.ts';
import { supportErrors } from './support.ts';
import { trustErrors } from './trust.ts';
import { wifiErrors } from './wifi.ts';

/** What may be done about an error without a person: nothing, the same again, the same at a lower rate, or after a reconnect. */
export type Retry = 'never' | 'same' | 'slower' | 'reconnect';

/** Exit codes of the command line (DESIGN §9). */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;

export interface ErrorEntry {
  readonly retry: Retry;
  readonly exit: ExitCode;
}

const areas = {
  batch: batchErrors,
  ble: bleErrors,
  app: appErrors,
  engine: engineErrors,
  file: fileErrors,
  format: formatErrors,
  label: labelErrors,
  link: linkErrors,
  plan: planErrors,
  profile: profileErrors,
  provisioning: provisioningErrors,
  record: recordErrors,
  release: releaseErrors,
  shell: shellErrors,
  support: supportErrors,
  trust: trustErrors,
  wifi: wifiErrors,
} as const;

/** Every error code, once. Each has `what` and `next` in `resources/locales/<language>/errors/<area>.json`. */
export const errorCatalogue = {
  ...batchErrors,
  ...bleErrors,
  ...appErrors,
  ...engineErrors,
  ...fileErrors,
  ...formatErrors,
  ...labelErrors,
  ...linkErrors,
  ...planErrors,
  ...profileErrors,
  ...provisioningErrors,
  ...recordErrors,
  ...releaseErrors,
  ...shellErrors,
  ...supportErrors,
  ...trustErrors,
  ...wifiErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** The area of a code, which names its file here and its file of texts; undefined for a code of another version. */
export function errorArea(code: string): keyof typeof areas | undefined {
  return (Object.keys(areas) as (keyof typeof areas)[]).find((area) => Object.hasOwn(areas[area], code));
}
