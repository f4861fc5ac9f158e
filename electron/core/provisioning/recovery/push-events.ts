import type { ErrorCode } from '../../errors/catalogue.ts';

/** What a transfer tells while it runs; offsets and totals are bytes of the image. */
export type PushEvent =
  | { readonly type: 'link-opened' }
  | { readonly type: 'link-lost'; readonly code: ErrorCode; readonly attempt: number; readonly waitMs: number }
  | { readonly type: 'transfer-begun'; readonly offset: number; readonly total: number }
  /** `durable` bytes are on flash, `queued` were taken. */
  | { readonly type: 'progress'; readonly durable: number; readonly queued: number; readonly total: number }
  | { readonly type: 'busy'; readonly waitMs: number }
  | { readonly type: 'verifying' }
  | { readonly type: 'staged' }
  | { readonly type: 'activated' }
  | { readonly type: 'booted'; readonly version: string }
  | { readonly type: 'confirmed' };
