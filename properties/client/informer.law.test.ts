import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/api/index.ts";
import type { ClientProfile, EventHandler } from "../../src/client/index.ts";
import { clientProfiles, isTombstone, keyOf, withGates } from "../../src/client/index.ts";
import { stage } from "./feed.ts";

/** What may befall an informer and its server. */
type Step =
  | { readonly do: "put" | "remove"; readonly name: string; readonly how: "told" | "silent" }
  | { readonly do: "expire" }
  | { readonly do: "pass"; readonly seconds: number }
  | { readonly do: "join" }
  | { readonly do: "leave" };

const name = fc.constantFrom("a", "b", "c", "d");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("put" as const), name, how: fc.constant("told" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("remove" as const), name, how: fc.constant("told" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("put" as const, "remove" as const), name, how: fc.constant("silent" as const) }) },
  { weight: 2, arbitrary: fc.constant({ do: "expire" as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 1, arbitrary: fc.constant({ do: "join" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "leave" as const }) },
);

/** One handler's history, checked as it is told. */
class Spell {
  readonly known = new Map<string, KubeObject>();
  readonly problems: string[] = [];

  handler(): EventHandler {
    return {
      onAdd: (object) => {
        if (this.known.has(keyOf(object))) this.problems.push(`added twice: ${keyOf(object)}`);
        this.known.set(keyOf(object), object);
      },
      onUpdate: (before, after) => {
        if (this.known.get(keyOf(after)) !== before) this.problems.push(`update of ${keyOf(after)} from what was not told`);
        this.known.set(keyOf(after), after);
      },
      onDelete: (gone) => {
        const key = isTombstone(gone) ? gone.key : keyOf(gone);
        if (!this.known.delete(key)) this.problems.push(`deleted what was not known: ${key}`);
        if (isTombstone(gone) && gone.object === undefined) this.problems.push(`a tombstone without an object: ${key}`);
      },
    };
  }
}

function history(steps: readonly Step[], profile: ClientProfile, slow: boolean) {
  const { kernel, feed, informer } = stage(slow ? { transform: (object) => object } : {}, profile);
  const spells: Spell[] = [];
  const live: { spell: Spell; registration: ReturnType<typeof informer.addHandler> }[] = [];
  const log: string[] = [];
  const join = () => {
    const spell = new Spell();
    spells.push(spell);
    live.push({ spell, registration: informer.addHandler(spell.handler()) });
  };
  join();
  informer.addHandler({
    onAdd: (object, initial) => log.push(`add ${keyOf(object)} ${object.metadata.resourceVersion} ${initial}`),
    onUpdate: (before, after) => log.push(`update ${keyOf(after)} ${before.metadata.resourceVersion} ${after.metadata.resourceVersion}`),
    onDelete: (gone) => log.push(`delete ${isTombstone(gone) ? `tombstone ${gone.key}` : keyOf(gone)}`),
  });
  informer.start();
  kernel.advanceSync(0);
  for (const each of steps) {
    if (each.do === "put") feed.put(each.name, each.how);
    else if (each.do === "remove") feed.remove(each.name, each.how);
    else if (each.do === "expire") feed.expire();
    else if (each.do === "pass") kernel.advanceSync(each.seconds * 1_000_000);
    else if (each.do === "join") join();
    else if (live.length > 1) informer.removeHandler(live.pop()?.registration as never);
  }
  feed.expire();
  kernel.advanceSync(61_000_000);
  return { feed, informer, spells, live, log };
}

const profiles = clientProfiles.map((profile) => [profile.name, withGates(profile, { WatchListClient: false })] as const);

describe.each(profiles)("an informer of %s", (_, profile) => {
  test("ends with what the server holds, and every handler was told exactly that", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { feed, informer, spells, live } = history(steps, profile, false);
        expect(new Map(informer.store.entries())).toEqual(feed.objects);
        expect(spells.flatMap(({ problems }) => problems)).toEqual([]);
        for (const { spell } of live) expect(spell.known).toEqual(feed.objects);
      }),
      { numRuns: 60 },
    );
  });

  test("tells the same whether an event goes straight through the queue or waits in it", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        expect(history(steps, profile, false).log).toEqual(history(steps, profile, true).log);
      }),
      { numRuns: 40 },
    );
  });
});
