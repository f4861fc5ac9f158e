import { sameBytes } from '../../bytes/byte-view.ts';
import { encodeHex } from '../../bytes/hex.ts';
import type { DeviceInfo, Manifest } from '../../provisioning/proto/rcv_pb.ts';
import { encodeBegin } from '../../provisioning/recovery/manifest.ts';
import { recordOverhead } from '../../provisioning/session.ts';
import { printableText } from '../../trust/printable-text.ts';
import { refuse } from '../guards/guard.ts';
import { guardProduct } from '../guards/identity.ts';
import type { EndpointGuard } from './unit-guards.ts';

/** A unit takes only what the release's owner signed for this way in (PROTOCOLS §4.4). */
export const guardManifest: EndpointGuard = ({ image, manifest }) =>
  image === undefined || manifest !== undefined ? undefined : refuse('plan.no-recovery-manifest', { file: image.file });

/** Units that name their keys refuse every other one. */
export const guardManifestKey: EndpointGuard = ({ signed, device: { fwKeyIds } }) => {
  if (signed === undefined || fwKeyIds.length === 0) return undefined;
  if (fwKeyIds.some((id) => sameBytes(id, signed.keyId))) return undefined;
  return refuse('plan.recovery-key-unknown', { key: encodeHex(signed.keyId) });
};

/** What the unit calls itself counts for it, whatever else shows its product. */
export const guardReportedProduct: EndpointGuard = (context) => {
  const { manifest, device } = context;
  if (manifest === undefined || device.product === '' || device.product === manifest.product) return undefined;
  if (guardProduct(context)?.code === 'plan.wrong-product') return undefined;
  return refuse('plan.wrong-product', { found: printableText(device.product), wanted: manifest.product });
};

/** For whom the manifest is, in the words of the unit that will check it. */
export const guardAddressee: EndpointGuard = ({ manifest, device }) => {
  const reason = manifest && exclusionOf(manifest, device);
  return reason === undefined ? undefined : refuse('plan.manifest-excludes-unit', { reason });
};

function exclusionOf({ hwRev, minFromBuild, onlyDevices }: Manifest, device: DeviceInfo): string | undefined {
  if (hwRev.length > 0 && !hwRev.includes(device.hwRev)) return 'hardware-revision';
  if (device.build < minFromBuild) return 'firmware-too-old';
  const isNamed = onlyDevices.length === 0 || onlyDevices.some((id) => sameBytes(id, device.deviceId));
  return isNamed ? undefined : 'other-units';
}

/** Units go back to an older build only where their owner made an exception for them by name. */
export const guardBuild: EndpointGuard = ({ manifest, device }) => {
  if (manifest === undefined || manifest.build >= device.build || isException(manifest)) return undefined;
  return refuse('plan.older-build', { image: manifest.build, unit: device.build });
};

const olderBuildFlag = 1;

function isException({ flags, onlyDevices }: Manifest): boolean {
  return (flags & olderBuildFlag) !== 0 && onlyDevices.length > 0;
}

/** The unit counts the eFuse and what runs, whichever is higher. */
export const guardSecureVersionReported: EndpointGuard = ({ manifest, device }) =>
  manifest === undefined || manifest.secureVersion >= device.secureVersion
    ? undefined
    : refuse('plan.secure-version-too-old', { image: manifest.secureVersion, unit: device.secureVersion });

/** The request that offers the manifest goes in one piece. */
export const guardManifestFits: EndpointGuard = ({ signed, link }) => {
  const length = signed === undefined ? 0 : encodeBegin(signed, true).length + recordOverhead;
  if (length <= link.limits.request) return undefined;
  return refuse('plan.manifest-too-large', { length, limit: link.limits.request });
};
