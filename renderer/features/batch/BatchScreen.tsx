import { useState } from 'react';
import { useEntity } from '../../bridge/host-context.tsx';
import { BatchRun } from './BatchRun.tsx';
import { BatchSetup } from './BatchSetup.tsx';

/** Many units, unattended: what the batch is about, then its stations until a person begins another. */
export default function BatchScreen() {
  const batch = useEntity('batch');
  const [leftBatch, setLeftBatch] = useState<string>();
  if (batch === undefined || (batch.status === 'stopped' && batch.id === leftBatch)) return <BatchSetup />;
  return <BatchRun batch={batch} onLeave={() => setLeftBatch(batch.id)} />;
}
