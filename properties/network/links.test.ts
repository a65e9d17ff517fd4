import fc from "fast-check";
import { expect, test } from "vitest";
import { createKernel, SECOND } from "../../src/kernel/index.ts";
import { createNetwork, describeFault } from "../../src/network/index.ts";
import type { Fault, Latency, NetworkOptions } from "../../src/network/index.ts";
import { fault, latency, parties } from "./arbitrary.ts";
import { listen, modified, request, scriptedServer } from "./scripted-server.ts";

const STORY = 120 * SECOND;

interface Step {
  readonly after: number;
  readonly does: "push" | "open" | "get" | "cancel";
  readonly party: number;
}

const steps = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 5 * SECOND }), does: fc.constantFrom("push" as const, "push" as const, "open" as const, "get" as const, "cancel" as const), party: fc.nat(parties.length - 1) }),
  { maxLength: 40 },
);

/** Plays the steps under the faults, then heals and waits for whatever is still under way. */
function play(seed: number, how: Latency, faults: readonly Fault[], script: readonly Step[], options: Partial<NetworkOptions> = {}) {
  const kernel = createKernel({ seed });
  const scope = kernel.root.child("network");
  const applied: string[] = [];
  const servers = { restart: () => applied.push("restart"), lag: () => () => applied.push("lag"), compact: () => applied.push("compact") };
  const network = createNetwork({ kernel, scope, latency: how, servers, window: 5, ...options });
  const server = scriptedServer();
  network.serve("apiserver-1", server);
  network.serve("apiserver-2", server);
  const owner = kernel.root.child("parties");
  const transports = parties.map((party) => network.connect(party, { scope: owner }));
  const heard: ReturnType<typeof listen>[] = [];
  const cancels: (() => void)[] = [];
  for (const each of faults) network.apply(each);
  let version = 0;
  for (const { after, does, party } of script) {
    kernel.advanceSync(after);
    if (does === "push") server.push(modified(++version));
    else if (does === "cancel") cancels.pop()?.();
    else {
      const sink = listen(() => kernel.clock.now());
      heard.push(sink);
      const cancel = transports[party]?.open(request(does === "open" ? "watch" : "get"), sink);
      cancels.push(() => {
        sink.over();
        cancel?.();
      });
    }
  }
  return { kernel, network, server, heard, cancels, owner, scope };
}

test("a stream is in order under any latency and any faults, and silent after its end", () => {
  fc.assert(
    fc.property(fc.integer(), latency, fc.array(fault(STORY), { maxLength: 6 }), steps, (seed, how, faults, script) => {
      const { kernel, heard } = play(seed, how, faults, script);
      kernel.advanceSync(STORY);
      for (const { versions, times, late } of heard) {
        expect(late).toBe(0);
        expect(versions).toEqual([...versions].sort((a, b) => a - b));
        expect(new Set(versions).size).toBe(versions.length);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }
    }),
    { numRuns: 300 },
  );
});

test("without faults nothing is lost, whatever the latency", () => {
  fc.assert(
    fc.property(fc.integer(), latency, fc.integer({ min: 1, max: 30 }), (seed, how, count) => {
      const { kernel, server, heard } = play(seed, how, [], [{ after: 0, does: "open", party: 0 }]);
      kernel.advanceSync(STORY);
      for (let version = 1; version <= count; version += 1) server.push(modified(version));
      kernel.advanceSync(STORY);
      expect(heard[0]?.versions).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    }),
    { numRuns: 100 },
  );
});

test("nothing gets through a partition while it lasts; after the heal new requests do", () => {
  fc.assert(
    fc.property(
      fc.integer(), fc.constantFrom("halfOpen" as const, "drop" as const, "stall" as const), fc.constantFrom("refuse" as const, "timeout" as const), steps,
      (seed, streams, dials, script) => {
        const { kernel, network, server, heard } = play(seed, { kind: "constant", of: 0 }, [], script);
        kernel.drainSync();
        network.partition("manager", "apiserver", { streams, dials });
        const before = heard.map(({ versions, bodies }) => versions.length + bodies.length);
        const asked = parties.map((party) => {
          const sink = listen(() => kernel.clock.now());
          network.connect(party).open(request("get"), sink);
          return sink;
        });
        for (let version = 1_000; version < 1_010; version += 1) server.push(modified(version));
        kernel.advanceSync(60 * SECOND);
        expect(asked.map(({ bodies }) => bodies.length)).toEqual([0, 0, 1]);
        // Parties beyond the partition are told of everything; the cut-off ones of nothing.
        heard.forEach((sink, i) => {
          const told = sink.versions.length + sink.bodies.length;
          if (told > (before[i] ?? 0)) expect(sink.versions.filter((version) => version >= 1_000)).toHaveLength(10);
        });
        network.heal();
        const after = listen(() => kernel.clock.now());
        network.connect("manager/pods").open(request("get"), after);
        expect(after.bodies).toHaveLength(1);
      },
    ),
    { numRuns: 150 },
  );
});

test("every fault survives JSON, says what it does, applies and heals", () => {
  fc.assert(
    fc.property(fault(STORY), latency, steps, (drawn, how, script) => {
      expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn);
      expect(describeFault(drawn)).toMatch(/^[^{}]{10,}$/u);
      const { kernel, network } = play(1, how, [drawn], script);
      kernel.advanceSync(2 * STORY + 1);
      // A moved clock stays moved; all else is over by then.
      if (drawn.kind !== "clockSkew") expect(network.calmed).toBe(true);
      network.calm();
      expect(network.calmed).toBe(true);
      expect(network.replicas.every((replica) => network.isUp(replica))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("closing at any moment leaves nothing open", () => {
  fc.assert(
    fc.property(fc.integer(), latency, fc.array(fault(STORY), { maxLength: 6 }), steps, fc.boolean(), (seed, how, faults, script, partiesFirst) => {
      const { kernel, owner, scope, server } = play(seed, how, faults, script);
      if (partiesFirst) owner.close();
      scope.close();
      owner.close();
      expect(kernel.ledger.leaks()).toEqual([]);
      expect(kernel.ledger.lines().filter(({ opened, closed }) => opened !== closed)).toEqual([]);
      expect(server.open).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test("the same seed gives the same digest, whatever is drawn", () => {
  fc.assert(
    fc.property(fc.integer(), latency, fc.array(fault(STORY), { maxLength: 4 }), steps, (seed, how, faults, script) => {
      const digest = (): string => {
        const { kernel } = play(seed, how, faults, script);
        kernel.advanceSync(STORY);
        return kernel.digest();
      };
      expect(digest()).toBe(digest());
    }),
    { numRuns: 100 },
  );
});
