/** What the live model is asked: small enough to cost a cent, and with an answer that a script can judge. */
import type { FileChange, ServedFile } from '../../src/core/edits/edits.ts';

export const PLAN = `# Know what is charged

## T1: Payments

### T1.P1: Tell what is charged

- category: general
- complexity: low
- scope: \`src/**\`
- acceptance:
  - [ ] \`charge\` writes one line with the total by console.log before it returns

\`charge\` in \`src/charge.ts\` returns what a customer pays. Add one line that logs the total; change nothing else.
`;

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

export const FUNCTION: ServedFile = {
  ...{ path: 'src/charge.ts', sha: '1'.repeat(40), mode: '100644' },
  text: lines(
    'export function charge(items: readonly Item[], rate: number): number {',
    '  let net = 0;',
    '  for (const item of items) {',
    '    if (item.count <= 0) continue;',
    '    net += item.price * item.count;',
    '  }',
    '  const tax = Math.round((net * rate) / 100);',
    '  const total = net + tax;',
    '  return total;',
    '}',
  ),
};

/** The discount is added where it has to be taken off. */
export const AUDITED: Extract<FileChange, { op: 'update' }> = {
  ...{ op: 'update', path: 'src/charge.ts', mode: '100644', before: FUNCTION.text },
  after: lines(
    'export function charge(items: readonly Item[], rate: number, discount = 0): number {',
    '  let net = 0;',
    '  for (const item of items) {',
    '    if (item.count <= 0) continue;',
    '    net += item.price * item.count;',
    '  }',
    '  /** A discount lowers the net amount, and never below zero. */',
    '  const reduced = Math.max(0, net + discount);',
    '  const tax = Math.round((reduced * rate) / 100);',
    '  const total = reduced + tax;',
    '  console.log(`charged ${total}`);',
    '  return total;',
    '}',
    '',
    'export function chargeAll(carts: readonly Cart[], rate: number): number {',
    '  let sum = 0;',
    '  for (const cart of carts) sum += charge(cart.items, rate, cart.discount);',
    '  return sum;',
    '}',
  ),
};

/** One of these is the file that the phase is about, whatever it is called. */
export const LIKELY = [
  FUNCTION,
  { path: 'src/refund.ts', text: lines('export function refund(order: Order): number {', '}') },
  { path: 'src/mail.ts', text: lines('export function sendReceipt(order: Order): void {', '}') },
  { path: 'docs/style.md', text: lines('# Style', 'Write short sentences.') },
];
