import { createFileStore } from '../../electron/adapters/store/file-store.ts';

/** A program of its own that takes a lock, says so, and keeps it until it is ended: `node hold-lock.ts FOLDER NAME`. */
const [folder = '', name = ''] = process.argv.slice(2);
await createFileStore(folder).lock(name);
process.stdout.write('locked\n');
setInterval(() => {}, 1 << 30);
