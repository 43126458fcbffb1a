import { PGlite } from '@electric-sql/pglite';

const [directory = ''] = process.argv.slice(2);
const database = await PGlite.create(directory);
await database.close();
