import { RecoveryError } from '../../core/errors/recovery-error.ts';
import type { RecoveryPlan } from '../../core/plan/plan.ts';
import { harmlessText } from './harmless-text.ts';
import { isRadioTarget } from './radio/target-channel.ts';
import type { StateStore } from './state-store.ts';
import { withSupportCode } from './support-code.ts';
import { UnitSession } from './unit-session.ts';

/** The opened units. */
export interface UnitTable {
  /** The session of a target, and whether it is a new one. Throws `port.not-found`, `app.too-many-units`. */
  open(target: string): { readonly session: UnitSession; readonly isNew: boolean };
  /** Throws `app.unknown-unit`. */
  find(id: string): UnitSession;
  /** Throws `port.not-found` for what may not be opened from here. */
  demandTarget(target: string): void;
  /** Other sessions of the unit with this MAC: what is known of it by other ways. */
  sameUnit(session: UnitSession): readonly UnitSession[];
  /** Throws `app.unknown-unit`, `app.unit-busy`. */
  close(id: string): void;
  closeAll(): Promise<void>;
  planOf(hash: string): RecoveryPlan | undefined;
  /** Units on which a job runs. */
  readonly jobs: number;
  readonly isIdle: boolean;
  /** Units whose port is gone say so, and do not where it is back. */
  notePorts(ids: ReadonlySet<string>): void;
}

export interface UnitTableOptions {
  readonly state: StateStore;
  readonly isTraining: boolean;
  readonly onWorkChange: () => void;
  /** Whether a unit without a cable may be reached by this target. */
  readonly isInReach: (target: string) => boolean;
}

const maxUnits = 64;
/** What may be opened without standing among the ports: no path, so that no screen can have bytes written into a file. */
const otherTargets = /^(?:sim:|tcp:\/\/|rfc2217:\/\/)/;

export function createUnitTable({ state, isTraining, onWorkChange, isInReach }: UnitTableOptions): UnitTable {
  const sessions = new Map<string, UnitSession>();
  let opened = 0;
  let ports: ReadonlySet<string> = new Set();

  const find = (id: string) => {
    const session = sessions.get(id);
    if (session === undefined) throw new RecoveryError('app.unknown-unit', { unit: harmlessText(id, 40) });
    return session;
  };
  const demandTarget = (target: string) => {
    const isKnown = isRadioTarget(target)
      ? isInReach(target)
      : ports.has(target) || (!isTraining && otherTargets.test(target));
    if (!isKnown) throw new RecoveryError('port.not-found', { port: harmlessText(target) });
  };
  const drop = (session: UnitSession) => {
    session.close();
    sessions.delete(session.id);
    state.remove('units', session.id);
  };

  return {
    open(target) {
      const existing = [...sessions.values()].find((session) => session.target === target);
      if (existing !== undefined) return { session: existing, isNew: false };
      demandTarget(target);
      if (sessions.size >= maxUnits) throw new RecoveryError('app.too-many-units', { limit: maxUnits });
      opened += 1;
      const view = {
        put: (entity: UnitSession['entity']) => state.put('units', entity.id, withSupportCode(entity)),
        onWorkChange,
      };
      const session = new UnitSession(`u${opened}`, target, view);
      sessions.set(session.id, session);
      return { session, isNew: true };
    },
    find,
    demandTarget,
    sameUnit: (session) =>
      [...sessions.values()].filter(
        (other) => other !== session && other.entity.mac !== undefined && other.entity.mac === session.entity.mac,
      ),
    close(id) {
      const session = find(id);
      session.demandIdle();
      drop(session);
    },
    async closeAll() {
      await Promise.all([...sessions.values()].map((session) => session.stop()));
      for (const session of [...sessions.values()]) drop(session);
    },
    planOf: (hash) =>
      [...sessions.values()].map((session) => session.planOf(hash)?.plan).find((plan) => plan !== undefined),
    get jobs() {
      return [...sessions.values()].filter(({ workKind }) => workKind === 'job').length;
    },
    get isIdle() {
      return [...sessions.values()].every(({ workKind }) => workKind === undefined);
    },
    notePorts(ids) {
      const before = ports;
      ports = ids;
      for (const session of sessions.values()) notePort(session, before, ids);
    },
  };
}

function notePort(session: UnitSession, before: ReadonlySet<string>, now: ReadonlySet<string>): void {
  const { target, entity, workKind } = session;
  const isLost = entity.error?.code === 'port.gone';
  if (isLost && now.has(target)) session.update({ error: undefined });
  if (
    isRadioTarget(target) ||
    workKind !== undefined ||
    entity.error !== undefined ||
    !before.has(target) ||
    now.has(target)
  )
    return;
  session.update({ error: { code: 'port.gone', params: { port: harmlessText(target) } } });
}
