import { findCrtBundles } from '../../formats/crt-bundle.ts';
import { findCertificates } from '../../formats/find-certificates.ts';
import type { ReleaseManifest } from '../../release/manifest.ts';
import { refuse } from '../guards/guard.ts';
import { type EndpointContext, runningVersionOf } from './endpoint-context.ts';
import type { EndpointGuard } from './unit-guards.ts';

/** The package was valid when it was opened; a plan is made later. */
export const guardValidity: EndpointGuard = ({ facts, release: { manifest } }) => {
  const now = Date.parse(facts.readAt);
  const { validFrom, validUntil } = manifest;
  if (validFrom !== undefined && now < Date.parse(validFrom))
    return refuse('release.not-yet-valid', { date: validFrom });
  if (validUntil !== undefined && now > Date.parse(validUntil)) return refuse('release.expired', { date: validUntil });
  return undefined;
};

/**
 * A unit writes its app slot and nothing else: a trust store in a partition of its own stays as it is. Firmware that brings
 * certificates itself may do without, and the verdict afterwards says whether it does.
 */
export const guardTrustStore: EndpointGuard = ({ trust, imageBytes }) => {
  const [store] = trust;
  if (store === undefined || imageBytes === undefined || bringsCertificates(imageBytes)) return undefined;
  return refuse('plan.trust-needs-cable', { partition: store.label });
};

function bringsCertificates(image: Uint8Array): boolean {
  return findCertificates(image).length > 0 || findCrtBundles(image).length > 0;
}

/** No endpoint shows how settings are kept (DESIGN §5.5): whose firmware it is may know, or a technician answers for it. */
export const guardDataChecked: EndpointGuard = (context) => {
  const { mode } = context.policy;
  if (isDataVouchedFor(context) || mode === 'technician' || mode === 'cli') return undefined;
  return refuse('plan.data-unchecked', { version: runningVersionOf(context) ?? '' });
};

/** The release's owner knows the firmware that runs, and lets units go from it to this one. */
export function isDataVouchedFor(context: EndpointContext): boolean {
  const version = runningVersionOf(context);
  return version !== undefined && versionsOf(context.release.manifest).includes(version);
}

function versionsOf({ version, knownReleases }: ReleaseManifest): string[] {
  return [version, ...knownReleases.map((known) => known.version)];
}
