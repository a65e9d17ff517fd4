/** A span of microseconds: "850 µs", "12.3 ms", "4.2 s", "3m 05s", "2h 04m". */
export function duration(micros: number): string;
/** An instant, microseconds since the start, cut to what `step` (microseconds, default 1000) tells apart: "1:23.450". */
export function instant(micros: number, step?: number): string;
/** "812 B", "1.4 kB", "23.5 MB": powers of 1000. */
export function bytes(count: number): string;
/** Whole numbers with thousands set apart: "1,453". */
export function count(value: number): string;
/** "1 list", "2 lists", "3 watches". */
export function plural(value: number, one: string, many?: string): string;
