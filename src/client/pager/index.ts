export type { ItemFunction, ListPager, ListPagerOptions, Paged, PageFunction } from "./list-pager.ts";
export { createListPager } from "./list-pager.ts";
