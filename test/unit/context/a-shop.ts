/** A repository that is too large to be shown whole: forty modules of a shop with tests, and one that is asked about. */

const FILLER = Array.from(
  { length: 60 },
  (_, line) => `  total += ${line}; // keeps the sum of this step\n`,
).join('');

const areas = ['billing', 'catalog', 'mail', 'search', 'stock', 'users', 'admin', 'audit'];
const parts = ['list', 'create', 'remove', 'render', 'export'];

const moduleText = (area: string, part: string): string =>
  `/** ${part} for ${area}${part === 'render' ? ', with its price' : ''}. */\nexport function ${part}${area[0]?.toUpperCase() ?? ''}${area.slice(1)}(total: number): number {\n${FILLER}  return total;\n}\n`;

/** Some 40 × 3 KB. */
export const SHOP: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    areas.flatMap((area) =>
      parts.map((part) => [`src/${area}/${part}.ts`, moduleText(area, part)] as const),
    ),
  ),
  'src/billing/discount.ts': `/** What a voucher takes off a price; vouchers are summed up. */\nexport function voucherDiscount(price: number, percent: number): number {\n${FILLER.replaceAll('total', 'price')}  return price - percent;\n}\n`,
  'test/discount.test.ts': `import { voucherDiscount } from '../src/billing/discount.ts';\n\nvoucherDiscount(100, 10);\n`,
  'docs/vouchers.md': 'A voucher takes a share off the price, never a sum.\n',
  'package.json': '{ "name": "shop", "type": "module" }\n',
};
