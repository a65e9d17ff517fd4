import type { Micros, Random } from "../kernel/index.ts";
import { InvalidNetworkOption } from "./invalid-option.ts";

/** How long one way takes. Data (JSON); spans in whole microseconds. */
export type Latency =
  | { readonly kind: "constant"; readonly of: Micros }
  /** Both ends included. */
  | { readonly kind: "uniform"; readonly from: Micros; readonly to: Micros }
  /** At least `from`, on top of it exponential with this mean. */
  | { readonly kind: "exponential"; readonly from: Micros; readonly mean: Micros }
  /** `sigma` is the deviation of the logarithm: 0.5 puts one in a hundred beyond three times the median. */
  | { readonly kind: "lognormal"; readonly median: Micros; readonly sigma: number };

export const NO_LATENCY: Latency = { kind: "constant", of: 0 };

/** One draw, a whole number of microseconds. A constant draws nothing from the stream. */
export function drawLatency(latency: Latency, random: Random): Micros {
  switch (latency.kind) {
    case "constant": return latency.of;
    case "uniform": return latency.from + random.int(latency.to - latency.from + 1);
    case "exponential": return latency.from + Math.round(-Math.log(1 - random.unit()) * latency.mean);
    case "lognormal": return Math.round(latency.median * Math.exp(latency.sigma * normal(random)));
  }
}

/** Throws for negative, fractional or crossed bounds. */
export function checkLatency(latency: Latency): void {
  switch (latency.kind) {
    case "constant": return span("latency.of", latency.of);
    case "uniform":
      span("latency.from", latency.from);
      span("latency.to", latency.to);
      if (latency.to < latency.from) throw new InvalidNetworkOption("latency.to", latency.to, `at least latency.from (${latency.from})`);
      return;
    case "exponential":
      span("latency.from", latency.from);
      return span("latency.mean", latency.mean);
    case "lognormal":
      span("latency.median", latency.median);
      if (!(latency.sigma >= 0 && latency.sigma <= 5)) throw new InvalidNetworkOption("latency.sigma", latency.sigma, "a number from 0 to 5");
      return;
    default: {
      const unknown: { readonly kind?: unknown } = latency;
      throw new InvalidNetworkOption("latency.kind", unknown.kind, "constant, uniform, exponential or lognormal");
    }
  }
}

/** Throws unless `value` is a whole, non-negative number of microseconds. */
export function span(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidNetworkOption(field, value, "a whole number of microseconds, 0 or more");
}

/** Box and Muller's transform, one of its two values. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}
