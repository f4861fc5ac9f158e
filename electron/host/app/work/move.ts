import { canResume } from '../../resume-unit.ts';
import type { Desk } from '../desk.ts';
import type { SessionCredentials, UnitSession } from '../unit-session.ts';
import { inspectSession } from './inspect.ts';
import { resumeSession } from './recover.ts';

/**
 * Goes on over another way to the same unit: stops what is under way, then resumes the unfinished job there, or reads the
 * unit anew. Gives back when that has begun. Throws `port.not-found`.
 */
export async function moveSession(
  session: UnitSession,
  target: string,
  credentials: SessionCredentials | undefined,
  desk: Desk,
): Promise<void> {
  desk.units.demandTarget(target);
  await session.stop();
  if (credentials !== undefined) session.keepCredentials(credentials);
  session.useTarget(target);
  const { mac } = session.entity;
  const isUnfinished = mac !== undefined && (await canResume(mac, desk.workspace));
  if (isUnfinished) {
    session.update({ canResume: true });
    resumeSession(session, desk);
  } else void inspectSession(session, desk, mac);
}
