import fc from "fast-check";
import { expect, test } from "vitest";
import { createKernel } from "../../src/kernel/index.ts";
import type { Held, Scope } from "../../src/kernel/index.ts";

/** A tree of scopes (each a child of an earlier one), resources in them, and the scopes to close in that order. */
const tree = fc.record({
  parents: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 12 }),
  resources: fc.array(fc.record({ scope: fc.nat(1_000), deaf: fc.boolean() }), { maxLength: 20 }),
  closing: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 6 }),
});

test("closing a scope asks all it owns to close, once, inside out and last opened first; what is deaf is its leak", () => {
  fc.assert(fc.property(tree, ({ parents, resources, closing }) => {
    const kernel = createKernel({ seed: 1 });
    const scopes: Scope[] = [];
    const lineage: number[][] = [];
    parents.forEach((parent, i) => {
      const under = i === 0 ? undefined : parent % i;
      scopes.push((under === undefined ? kernel.root : scopes[under]!).child(`${i}`));
      lineage.push(under === undefined ? [i] : [...lineage[under]!, i]);
    });
    const asked: number[] = [];
    const owners = resources.map(({ scope }) => scope % scopes.length);
    const held: Held[] = resources.map(({ deaf }, i) => scopes[owners[i]!]!.hold("stream", `${i}`, () => {
      asked.push(i);
      if (!deaf) held[i]!.done();
    }));
    for (const closed of closing) scopes[closed % scopes.length]!.close();

    const roots = closing.map((closed) => closed % scopes.length);
    const isClosed = (scope: number): boolean => lineage[scope]!.some((each) => roots.includes(each));
    expect(scopes.map(({ open }) => open)).toEqual(scopes.map((_, i) => !isClosed(i)));
    expect(asked.toSorted((a, b) => a - b)).toEqual(owners.flatMap((owner, i) => (isClosed(owner) ? [i] : [])));
    asked.forEach((first, position) => {
      for (const later of asked.slice(position + 1)) {
        const [outer, inner] = [owners[first]!, owners[later]!];
        if (outer === inner) expect(first).toBeGreaterThan(later);
        // A resource of an outer scope goes before one of an inner scope only if the inner scope had not been closed with it.
        else if (lineage[inner]!.includes(outer)) expect.fail(`resource ${first} of scope ${outer} was asked before ${later} of scope ${inner} within it`);
      }
    });
    const leaked = asked.filter((i) => resources[i]!.deaf).map(String).toSorted();
    expect(kernel.ledger.leaks().map(({ label }) => label).toSorted()).toEqual(leaked);
    const open = held.filter((each) => each.open).length;
    if (resources.length > 0) expect(kernel.ledger.lines()).toEqual([{ kind: "stream", opened: resources.length, closed: resources.length - open }]);
    expect(kernel.ledger.open()).toHaveLength(open);
  }), { numRuns: 400 });
});
