import type { ChipFamily } from '../chips/chip.ts';
import type { NetworkFinding } from '../provisioning/wifi/network-finding.ts';

/**
 * Everything that inspect found out, as plain JSON: numbers are bytes or flash offsets, digests are lower-case
 * hexadecimal, certificates are base64 DER. Facts hold no secret: NVS values and keys never enter them.
 */
export interface UnitFacts {
  readonly schema: 1;
  readonly channel: Channel;
  readonly simulated: boolean;
  /** When it was read, ISO 8601 UTC. */
  readonly readAt: string;
  readonly product: ProductFacts;
  readonly chip: ChipFacts;
  readonly security: SecurityFacts;
  readonly layout: LayoutFacts;
  readonly bootloader: BootloaderFacts;
  readonly slots: readonly SlotFacts[];
  readonly trust: TrustFacts;
  readonly data: DataFacts;
  readonly coverage: Coverage;
  /** Set where version and trust store were not read but looked up, by what the unit says of itself, in a release. */
  readonly inferred?: 'release-catalogue';
}

export type Channel = 'usb' | 'ble' | 'softap' | 'file';

/** A fact, or why it is not known. Nothing is ever guessed. */
export type Fact<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly reason: UnknownReason };

export type UnknownReason =
  | 'not-read' // nobody asked for it
  | 'not-present' // the unit has no such thing
  | 'not-readable' // the chip refuses (secure download mode, read protection)
  | 'encrypted' // ciphertext
  | 'damaged' // bytes are there, and broken
  | 'not-supported'; // this channel or chip has no way to tell

export type Confidence = 'exact' | 'high' | 'low';

export interface ProductFacts {
  /** Product id of a release whose identify rules matched. */
  readonly id: Fact<string>;
  readonly confidence: Confidence;
  readonly evidence: readonly ProductEvidence[];
}

export interface ProductEvidence {
  readonly kind:
    | 'image-hash'
    | 'string'
    | 'nvs-namespace'
    | 'partition-table'
    | 'project-name'
    | 'unit-report'
    | 'operator';
  readonly detail: string;
}

export interface ChipFacts {
  readonly family: ChipFamily;
  /** Wafer revision as `major * 100 + minor`. */
  readonly revision: Fact<number>;
  readonly features: readonly string[];
  /** `24:6f:28:aa:bb:01`. */
  readonly mac: Fact<string>;
  readonly flashId: Fact<number>;
  readonly flashSize: Fact<number>;
}

export interface SecurityFacts {
  readonly flashEncryption: Fact<'off' | 'development' | 'release'>;
  readonly secureBoot: Fact<'none' | 'v1' | 'v2'>;
  /** SHA-256 key digests that secure boot v2 accepts, revoked ones excluded. */
  readonly secureBootKeyDigests: Fact<readonly string[]>;
  readonly downloadMode: Fact<'full' | 'secure' | 'disabled'>;
  /** Anti-rollback counter in eFuse: images with a smaller secure version do not boot. */
  readonly secureVersion: Fact<number>;
}

export interface PartitionFacts {
  readonly label: string;
  readonly type: number;
  readonly subtype: number;
  readonly offset: number;
  readonly size: number;
  readonly encrypted: boolean;
  readonly readonly: boolean;
}

export interface LayoutFacts {
  readonly tableOffset: Fact<number>;
  /** How the table's integrity was established. */
  readonly tableChecksum: Fact<'md5' | 'none'>;
  /** SHA-256 of the table's whole 4 KiB sector. */
  readonly tableSha256: Fact<string>;
  readonly partitions: readonly PartitionFacts[];
  readonly otadata: Fact<OtadataFacts>;
  /** Label of the app partition that boots. */
  readonly runningSlot: Fact<string>;
  readonly runningSlotEvidence: 'boot-log' | 'otadata' | 'only-app' | 'fallback' | 'unit-report' | 'none';
  /** True when the table holds two or more OTA slots, or factory and an OTA slot, and otadata. */
  readonly canUpdateOverTheAir: Fact<boolean>;
}

export interface OtadataRecordFacts {
  readonly sequence: number;
  readonly state: 'new' | 'pending-verify' | 'valid' | 'invalid' | 'aborted' | 'undefined';
  readonly crcValid: boolean;
}

export interface OtadataFacts {
  /** SHA-256 of the whole otadata partition. */
  readonly sha256: string;
  /** The two sectors' records; undefined = erased. */
  readonly records: readonly [OtadataRecordFacts | undefined, OtadataRecordFacts | undefined];
}

export interface BootloaderFacts {
  readonly offset: number;
  readonly valid: Fact<boolean>;
  /** IDF version string, e.g. `v3.2-103-g4aa1058e8`. */
  readonly idfVersion: Fact<string>;
  /** SHA-256 with header bytes 2-3 zeroed and the appended digest left out (FORMATS §2.6), to recognise it. */
  readonly fingerprint: Fact<string>;
  /** Flash size of the bootloader's header: partitions beyond it make every boot fail (FORMATS §1.4). */
  readonly headerFlashSize: Fact<number>;
  readonly flashMode: Fact<number>;
  readonly flashFrequency: Fact<number>;
}

export interface VersionEvidence {
  readonly source:
    | 'catalogue'
    | 'app-descriptor'
    | 'boot-log'
    | 'unit-report'
    | 'nvs'
    | 'app-string'
    | 'bootloader-string';
  readonly version: string;
  readonly confidence: Confidence;
}

export interface SlotFacts {
  readonly label: string;
  readonly offset: number;
  readonly size: number;
  /** `valid`: checksum and, where appended, SHA-256 hold; `header-only`: identified by header and digest, not hashed here. */
  readonly image: Fact<'valid' | 'invalid' | 'header-only'>;
  readonly imageLength: Fact<number>;
  /** Appended SHA-256, or the computed one where none is appended. */
  readonly imageDigest: Fact<string>;
  readonly projectName: Fact<string>;
  readonly idfVersion: Fact<string>;
  readonly secureVersion: Fact<number>;
  /** Best first. */
  readonly versions: readonly VersionEvidence[];
  /** `product version build` of the release whose known hashes name this image. */
  readonly catalogueMatch: Fact<string>;
}

/** What a unit knows of a certification authority (DESIGN §4). */
export type Anchor =
  | (AnchorBase & {
      readonly kind: 'certificate';
      readonly certificate: string;
      readonly notBefore: string;
      readonly notAfter: string;
    })
  | (AnchorBase & {
      readonly kind: 'name+key';
      readonly subjectDer: string;
      readonly spkiDer: string;
      /** Set where only a hash is known of the unit, so that the anchor may have dates; the catalogue gave name and key. */
      readonly evidence?: 'catalogue';
    })
  | (AnchorBase & { readonly kind: 'hash-only' });

export interface AnchorBase {
  /** SHA-256 of the SubjectPublicKeyInfo: the anchor's identity. */
  readonly spkiSha256: string;
  /** Distinguished name as text, escaped; empty for `hash-only` that no catalogue knows. */
  readonly subject: string;
  readonly foundIn: AnchorPlace;
  readonly encoding: 'pem' | 'der' | 'crt-bundle' | 'release-catalogue';
  /** True where the certificate is a CA or self-signed, so that it can be an anchor at all. */
  readonly usable: boolean;
  /** Its match in the catalogue of roots; `not-present` = it holds none, absent = no catalogue was at hand. */
  readonly knownRoot?: Fact<KnownRoot>;
}

/** What the catalogue of roots says of an anchor. */
export interface KnownRoot {
  /** Distinguished name as text, escaped. */
  readonly name: string;
  /** Whether the catalogue knows this very certificate, or the key. */
  readonly by: 'certificate' | 'key';
  /** Version of the catalogue. */
  readonly edition: number;
  /** When the certificate ends that the key signed for itself, ISO 8601. */
  readonly until?: string;
  /** Year or day from which browsers trust it no more. */
  readonly distrusted?: string;
}

export interface AnchorPlace {
  /** Partition label. */
  readonly partition: string;
  /** Flash offset of the first byte; absent for facts that come from a release's catalogue. */
  readonly offset?: number;
  /** Label of the app slot whose firmware would use it; absent when any slot would. */
  readonly slot?: string;
  /** What in the partition holds it: `namespace/key` of NVS, or the path of a file. */
  readonly item?: string;
}

/**
 * What the unit shows of itself to servers (FORMATS §7.5): its certificate, the CA that signed that one, and that there is
 * a private key. None of these is an anchor.
 */
export interface DeviceIdentity {
  readonly partition: string;
  readonly layout: 'tlv' | 'cust-flash' | 'nvs' | 'esp-at';
  readonly certificates: readonly DeviceCertificate[];
  /** What protects each private key: `none` = it can be read from flash. */
  readonly privateKeys: readonly ('none' | 'hmac-encrypted' | 'hmac-derived' | 'efuse' | 'digital-signature')[];
  /** Entries whose checksum fails, so that the unit does not use them. */
  readonly damagedEntries: number;
}

export interface DeviceCertificate {
  readonly role: 'device' | 'signer';
  /** Of the DER bytes. */
  readonly sha256: string;
  /** Distinguished name as text, escaped. */
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** False where the checksum of its entry fails. */
  readonly intact: boolean;
}

/** Hints in the running image on how it checks certificates; none of them proves anything alone. */
export interface TlsHints {
  /** Texts that name the reasons of a refusal are linked, an expired certificate among them. */
  readonly explainsRefusals: boolean;
  /** It can set its clock over the network, as any firmware must that checks dates. */
  readonly setsClock: boolean;
  /** Largest record content that it takes in, in bytes: by one word of code, so a verdict names it and never rests on it. */
  readonly inputBuffer: Fact<number>;
}

export interface TrustFacts {
  /** False when some place that may hold anchors was not or could not be read: a verdict is then unknown unless reachable. */
  readonly complete: boolean;
  readonly anchors: readonly Anchor[];
  readonly dateCheck: Fact<boolean>;
  readonly dateCheckEvidence: 'release' | 'boot-log' | 'unit-report' | 'idf-default' | 'operator' | 'none';
  /** OTA URLs found in the running image, user info, query and fragment removed. */
  readonly urls: readonly string[];
  readonly hosts: readonly string[];
  /** Mbed TLS version that this IDF carries, e.g. `2.13.1`. */
  readonly mbedTlsVersion: Fact<string>;
  /** Absent where the running image was not read. */
  readonly tls?: TlsHints;
  /** Largest record content that the unit takes in, in bytes, by its own word: a verdict rests on it. */
  readonly reportedInputBuffer?: number;
  readonly identities?: readonly DeviceIdentity[];
}

export interface DataFacts {
  readonly nvs: readonly NvsFacts[];
  /** Whether Wi-Fi credentials are stored; never their values. */
  readonly hasWifiCredentials: Fact<boolean>;
  /** How the unit itself says that it fares with its network; absent where it was not asked. No verdict rests on it. */
  readonly network?: Fact<NetworkFinding>;
  /** Wear-levelling version of each FAT volume (FORMATS §6.3). */
  readonly wearLevelling: readonly { readonly partition: string; readonly version: Fact<1 | 2> }[];
}

export interface NvsFacts {
  readonly partition: string;
  readonly namespaces: readonly string[];
  /** 1 = single-page blobs (page version 0xFF), 2 = multi-page blobs (0xFE). */
  readonly formatVersion: Fact<1 | 2>;
  readonly encrypted: Fact<boolean>;
  readonly freePages: number;
  readonly pages: number;
}

export interface Coverage {
  readonly read: readonly { readonly offset: number; readonly length: number }[];
  readonly skipped: readonly { readonly what: string; readonly reason: UnknownReason }[];
}
