import type { Law } from "../law.ts";
import type { Run } from "../run/run.ts";
import { seconds } from "./words.ts";

export const noLeak: Law<Run> = {
  name: "no-leak",
  says: "after the close nothing is open, and getting there took one scheduling turn",
  check: ({ close }) => {
    const fail = (subject: string, message: string) => ({ law: "no-leak", at: close.at, subject, message });
    return [
      ...close.leaks.map(({ kind, label, age, openedBy }) => fail(label, `${kind} open for ${seconds(age)}, opened by ${openedBy.join(" / ")}`)),
      ...close.ledger.filter(({ opened, closed }) => opened !== closed).map(({ kind, opened, closed }) => fail(kind, `${opened} opened, ${closed} closed`)),
      ...close.remains.map(({ client, at, what }) => ({ law: "no-leak", at, subject: client, message: `a scheduling turn after its stop: ${what}` })),
      ...(close.took > 0 ? [fail("close", `took ${seconds(close.took)} of virtual time`)] : []),
    ];
  },
};
