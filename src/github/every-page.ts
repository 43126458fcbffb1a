/** What GitHub gives at once at the most. */
export const PER_PAGE = 100;

/** GitHub tells of a thousand workflow runs, check runs or jobs, and of no more. */
const MAX_PAGES = 10;

/** All of a REST list that is paged by numbers: one request where it fits into one page. */
export async function everyPage<T>(
  read: (page: { readonly per_page: number; readonly page: number }) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const list = await read({ per_page: PER_PAGE, page });
    found.push(...list);
    if (list.length < PER_PAGE) break;
  }
  return found;
}
