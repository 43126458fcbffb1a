/** What the service says to somebody. */
export function greeting(name: string): string {
  return `Hello, ${name}!`;
}
