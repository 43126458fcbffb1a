/** A repository that is too large to be shown, and a plan for one file of it. */
import { approval, type Script } from '../lab/model/script.ts';
import { SHOP } from '../unit/context/a-shop.ts';
import { TINY_FILES } from './tiny.ts';

/** Nothing but its name speaks for it. */
export const FAR = 'src/users/export-2.ts';
const CRITERION = '`voucherDiscount(50, 10)` is 45';
export const LARGE_PLAN = `# Vouchers are percentages

## T1: Vouchers

### T1.P1: A voucher takes a share off the price

- category: docs
- scope: \`src/**\`
- acceptance:
  - [ ] ${CRITERION}

A voucher of ten percent takes ten off the price. It has to take ten percent of it.
`;
const NOTES = 'a share of the price, believe me';
export const AFTER = '  return price - (price * percent) / 100;\n';
/** What a repository of a hundred and sixty files costs when it is not shown whole. */
const TIMES = 4;

export const LARGE_SCRIPT: Script = {
  'T1.P1': {
    builds: [
      {
        requires: ['<file path="src/billing/discount.ts">', '  return price - percent;'],
        // Far from it, and there is no room for everything.
        forbids: ['<file path="src/mail/list-2.ts">', `<file path="${FAR}">`],
        answer: {
          edits: [
            {
              ...{ op: 'replace', path: 'src/billing/discount.ts', new_path: null },
              ...{ search: '  return price - percent;\n', replace: AFTER },
            },
          ],
          notes: NOTES,
        },
      },
    ],
    audits: [approval([`+${AFTER.trimEnd()}`], NOTES, [CRITERION])],
  },
};

export function largeShop(): Readonly<Record<string, string>> {
  const copies = Array.from({ length: TIMES }, (_, n) =>
    Object.entries(SHOP).map(([path, text]) =>
      /^src\/(?!billing\/discount)/.test(path)
        ? [path.replace('.ts', `-${n}.ts`), text]
        : [path, text],
    ),
  );
  return { ...Object.fromEntries(copies.flat()), ...TINY_FILES };
}
