/** Runs one statement; rows as the driver gives them. */
export type Sql = (text: string, values?: unknown[]) => Promise<{ readonly rows: unknown[] }>;
