import type { Server } from 'node:net';
import { RecoveryError } from '../../core/errors/recovery-error.ts';

/** Opens a server's port and gives its number. Throws `port.busy`, `port.open-failed`. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const address = `${host}:${port}`;
      reject(
        cause.code === 'EADDRINUSE'
          ? new RecoveryError('port.busy', { port: address, process: 'unknown' }, { cause })
          : new RecoveryError('port.open-failed', { port: address, detail: cause.message }, { cause }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
