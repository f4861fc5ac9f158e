import type { Command } from 'commander';
import type { PlanPolicy } from '../core/plan/plan.ts';
import { operatorName } from './options.ts';

/** Options of every command that plans. */
export interface PlanOptions {
  readonly release: string;
  readonly backup: boolean;
  readonly allowUnsigned?: boolean;
  readonly productConfirmed?: boolean;
  readonly operator?: string;
}

export function addPlanOptions(command: Command): Command {
  return command
    .requiredOption('-r, --release <file>', 'release package to recover with')
    .option('--no-backup', 'save only what is overwritten, not the whole flash')
    .option('--allow-unsigned', 'developer switch: accept an unsigned package; recorded')
    .option('--product-confirmed', 'I have read the label: this is the product, though no rule recognises it; recorded')
    .option('--operator <name>', 'who works, for the record (default: the account)');
}

/** What the options allow. Whoever vouches for a product is named. */
export function policyOf(options: PlanOptions): PlanPolicy {
  return {
    mode: 'cli',
    fullBackup: options.backup,
    productConfirmedBy: options.productConfirmed === true ? operatorName(options) : undefined,
  };
}
