import { openPglite } from './pglite.ts';

const [directory = ''] = process.argv.slice(2);
const database = await openPglite(directory);
await database.close();
