import { MILLISECOND, SECOND, type Micros } from "../../kernel/index.ts";

/** "12.345 s". */
export function seconds(at: Micros): string {
  return `${(Math.floor(at / MILLISECOND) / (SECOND / MILLISECOND)).toFixed(3)} s`;
}
