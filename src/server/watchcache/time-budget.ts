import type { Micros } from "../../kernel/index.ts";
import { SECOND } from "../../kernel/index.ts";
import type { ServerConstants } from "../profile.ts";

/**
 * The time that blocked watchers of one cache may take from it, regained with time.
 *
 * @source apiserver pkg/storage/cacher/time_budget.go
 */
export class TimeBudget {
  readonly #most: Micros;
  readonly #perSecond: Micros;
  #left = 0;
  #at: Micros;

  constructor({ dispatchBudget, dispatchBudgetPerSecond }: ServerConstants, now: Micros) {
    this.#most = dispatchBudget;
    this.#perSecond = dispatchBudgetPerSecond;
    this.#at = now;
  }

  /** All there is. */
  take(now: Micros): Micros {
    const regained = Math.floor(((now - this.#at) * this.#perSecond) / SECOND);
    const all = Math.min(this.#most, this.#left + regained);
    this.#left = 0;
    this.#at = now;
    return all;
  }

  giveBack(unused: Micros): void {
    this.#left = Math.min(this.#most, this.#left + unused);
  }
}
