/** JSON for people and machines: two spaces, keys as they are given, a line end at the end. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
