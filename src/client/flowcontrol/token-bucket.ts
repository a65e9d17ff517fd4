import type { Clock, Micros } from "../../kernel/index.ts";

/**
 * So many a second, with a burst; full at first.
 *
 * @source golang.org/x/time/rate Limiter, client-go util/flowcontrol/throttle.go
 */
export interface TokenBucket {
  readonly qps: number;
  readonly burst: number;
  /** Takes a token, if need be one of the future; the wait until it is there. */
  reserve(): Micros;
  /** Takes a token if one is there. */
  tryAccept(): boolean;
}

export function createTokenBucket(clock: Clock, qps: number, burst: number): TokenBucket {
  let tokens = burst;
  let last = clock.now();
  const refill = (): void => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - last) * qps) / 1_000_000);
    last = now;
  };
  return {
    qps,
    burst,
    reserve() {
      refill();
      tokens -= 1;
      return waitFor(tokens, qps);
    },
    tryAccept() {
      refill();
      if (waitFor(tokens - 1, qps) > 0) return false;
      tokens -= 1;
      return true;
    },
  };
}

function waitFor(tokens: number, qps: number): Micros {
  return tokens < 0 ? Math.floor((-tokens * 1_000_000) / qps + ROUNDING) : 0;
}

/** Sums of fractions fall short of whole microseconds by less than this. */
const ROUNDING = 1e-3;
