import type { Timer } from "./scope.ts";

/** Who a timer belongs to. */
export interface TimerOwner {
  /** The last choice of a tie-break that counted it among the due. */
  counted: number;
  /** Takes the timer out of the queue and out of its own list. */
  drop(row: number): void;
}

/** What a timer will run, and where it stands. */
export class PendingTimer implements Timer {
  readonly owner: TimerOwner;
  readonly label: string;
  readonly run: () => void;
  /** Its row in the queue, while it is in there. */
  row = NOTHING;

  constructor(owner: TimerOwner, label: string, run: () => void) {
    this.owner = owner;
    this.label = label;
    this.run = run;
  }

  get pending(): boolean {
    return this.row !== NOTHING;
  }

  cancel(): boolean {
    if (this.row === NOTHING) return false;
    this.owner.drop(this.row);
    return true;
  }
}

/** No row. */
export const NOTHING = -1;
