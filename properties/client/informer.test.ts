import { describe, expect, test } from "vitest";
import { failure } from "../../src/api/index.ts";
import { clientProfiles, InformerRefusal, isTombstone, withGates } from "../../src/client/index.ts";
import { open, stage } from "./feed.ts";

const SECOND = 1_000_000;

describe("leaves nothing behind", () => {
  test("after a stop, in the same turn", () => {
    const { kernel, feed, informer } = stage({ resync: 5 * SECOND });
    feed.put("a");
    informer.addHandler({});
    informer.start();
    kernel.advanceSync(SECOND);
    expect(open(kernel)).toMatchObject({ informer: 1, handler: 1, watch: 1 });
    informer.stop();
    expect([informer.isStopped, open(kernel), feed.streams.size]).toEqual([true, {}, 0]);
  });

  test("after its scope closes, even in a wait that hears no stop", () => {
    const streaming = withGates(clientProfiles.at(-1) ?? fail(), { WatchListClient: true });
    const { kernel, feed, informer } = stage({}, streaming);
    feed.refusal = failure({ code: 429, reason: "TooManyRequests", message: "slow down" });
    informer.start();
    kernel.advanceSync(0);
    informer.stop();
    expect(informer.isStopped).toBe(false);
    kernel.root.close();
    expect([informer.isStopped, open(kernel)]).toEqual([true, {}]);
    expect(kernel.ledger.leaks()).toEqual([]);
  });

  test("when it was never started", () => {
    const { kernel, informer } = stage();
    informer.addHandler({});
    informer.stop();
    expect(open(kernel)).toEqual({});
  });

  test("a subscription is a handler, and unsubscribing ends it", () => {
    const { kernel, feed, informer } = stage();
    feed.put("a");
    informer.start();
    const seen: string[] = [];
    const subscription = informer.events$.subscribe((event) => seen.push(`${event.type} ${event.object?.metadata.name ?? "?"}`));
    kernel.advanceSync(0);
    feed.put("b");
    expect(open(kernel)["handler"]).toBe(1);
    subscription.unsubscribe();
    feed.put("c");
    expect([seen, open(kernel)["handler"]]).toEqual([["add a", "add b"], undefined]);
  });

  test("a stop completes what subscribes", () => {
    const { kernel, informer } = stage();
    informer.start();
    let completed = 0;
    informer.events$.subscribe({ complete: () => (completed += 1) });
    informer.objects$.subscribe({ complete: () => (completed += 1) });
    kernel.advanceSync(0);
    informer.stop();
    informer.events$.subscribe({ complete: () => (completed += 1) });
    expect([completed, open(kernel)]).toEqual([3, {}]);
  });

  test("leaving an async loop ends it", async () => {
    const { kernel, feed, informer } = stage();
    feed.put("a");
    informer.start();
    kernel.advanceSync(0);
    for await (const event of informer.events()) {
      expect(event.object?.metadata.name).toBe("a");
      break;
    }
    expect(open(kernel)["handler"]).toBeUndefined();
  });
});

test("objects$ tells the whole store once an instant, from the first sync on", () => {
  const { kernel, feed, informer } = stage();
  const seen: (readonly string[])[] = [];
  informer.objects$.subscribe((objects) => seen.push(objects.map((object) => object.metadata.name ?? "")));
  feed.put("a");
  feed.put("b");
  informer.start();
  kernel.advanceSync(0);
  feed.put("c");
  feed.remove("a");
  kernel.advanceSync(0);
  expect(seen).toEqual([["a", "b"], ["b", "c"]]);
});

test("a handler that causes a change hears it after it has returned", () => {
  const { kernel, feed, informer } = stage();
  const log: string[] = [];
  informer.addHandler({
    onAdd(object) {
      log.push(`begin ${object.metadata.name}`);
      if (object.metadata.name === "a") feed.put("b");
      log.push(`end ${object.metadata.name}`);
    },
  });
  informer.start();
  kernel.advanceSync(0);
  feed.put("a");
  expect(log).toEqual(["begin a", "end a", "begin b", "end b"]);
});

test("a handler may take itself out, and may stop the informer, in the middle of a call", () => {
  const { kernel, feed, informer } = stage();
  const log: string[] = [];
  const registration = informer.addHandler({
    onAdd(object) {
      log.push(`first ${object.metadata.name}`);
      informer.removeHandler(registration);
    },
  });
  informer.addHandler({
    onAdd(object) {
      log.push(`second ${object.metadata.name}`);
      if (object.metadata.name === "b") informer.stop();
    },
  });
  informer.start();
  kernel.advanceSync(0);
  for (const name of ["a", "b", "c"]) feed.put(name);
  kernel.advanceSync(0);
  expect([log, open(kernel)]).toEqual([["first a", "second a", "second b"], {}]);
});

test.each(clientProfiles)("a handler that joins in the middle of a list hears each object once, with $name", (profile) => {
  const { kernel, feed, informer } = stage({}, withGates(profile, { WatchListClient: false }));
  for (const name of ["a", "b", "c", "d"]) feed.put(name);
  const late: string[] = [];
  let joined = false;
  informer.addHandler({
    onAdd() {
      if (!joined) informer.addHandler({ onAdd: (object, initial) => late.push(`${initial ? "initially " : ""}${object.metadata.name}`) });
      joined = true;
    },
  });
  informer.start();
  kernel.advanceSync(0);
  feed.put("e");
  kernel.advanceSync(0);
  expect(late).toEqual(["initially a", "initially b", "initially c", "initially d", "e"]);
});

test("what a late handler brings about by hearing the store's content comes behind all of that content", () => {
  const { kernel, feed, informer } = stage();
  for (const name of ["a", "b", "c"]) feed.put(name);
  informer.start();
  kernel.advanceSync(0);
  const log: string[] = [];
  informer.addHandler({
    onAdd(object) {
      log.push(`add ${object.metadata.name}`);
      if (object.metadata.name === "a") feed.remove("b");
    },
    onDelete: (gone) => log.push(`delete ${isTombstone(gone) ? gone.key : gone.metadata.name}`),
  });
  expect(log).toEqual(["add a", "add b", "add c", "delete b"]);
});

test("a late handler may take itself out while it hears the store's content", () => {
  const { kernel, feed, informer } = stage();
  for (const name of ["a", "b", "c"]) feed.put(name);
  informer.start();
  kernel.advanceSync(0);
  const log: string[] = [];
  const other = informer.addHandler({
    onAdd(object) {
      log.push(`other ${object.metadata.name}`);
      if (object.metadata.name !== "d") return;
      const late = informer.addHandler({ onAdd: (each) => void log.push(`late ${each.metadata.name}`) }, { takes: SECOND });
      informer.removeHandler(late);
      informer.removeHandler(other);
    },
  });
  feed.put("d");
  kernel.advanceSync(4 * SECOND);
  expect([log, open(kernel)["handler"]]).toEqual([["other a", "other b", "other c", "other d", "late a"], undefined]);
});

test("an informer stopped before its start is stopped", () => {
  const { informer } = stage();
  informer.stop();
  informer.start();
  expect([informer.isStarted, informer.isStopped]).toEqual([false, true]);
});

test("tens of thousands wait for a handler that rests, and are told without end of the stack", () => {
  const { kernel, feed, informer } = stage({ onPanic: () => {} });
  let heard = 0;
  informer.addHandler({
    onAdd() {
      heard += 1;
      if (heard === 1) throw new Error("broken");
    },
  });
  for (let i = 0; i < 30_000; i += 1) feed.put(`map-${i}`);
  informer.start();
  kernel.advanceSync(2 * SECOND);
  expect(heard).toBe(30_000);
});

test("a handler at work that another one takes out leaves nothing behind", () => {
  const { kernel, feed, informer } = stage();
  informer.addHandler({
    onAdd(object) {
      if (object.metadata.name === "b") informer.removeHandler(slow);
    },
  });
  const slow = informer.addHandler({}, { takes: SECOND });
  informer.start();
  feed.put("a");
  kernel.advanceSync(0);
  feed.put("b");
  kernel.advanceSync(2 * SECOND);
  expect(open(kernel)["handler"]).toBe(1);
});

test("a handler that throws loses that news, and rests a second; the kernel is told", () => {
  const errors: unknown[] = [];
  const { kernel, feed, informer } = stage({ onPanic: (error) => errors.push(error) });
  const log: string[] = [];
  informer.addHandler({
    onAdd(object) {
      if (object.metadata.name === "a") throw new Error("broken");
      log.push(`${object.metadata.name} at ${kernel.clock.now() / SECOND}`);
    },
  });
  informer.start();
  kernel.advanceSync(0);
  feed.put("a");
  feed.put("b");
  kernel.advanceSync(2 * SECOND);
  expect([log, errors]).toEqual([["b at 1"], [new Error("broken")]]);
});

test("an object deleted during an outage ends in a tombstone with its last known state", () => {
  const { kernel, feed, informer } = stage();
  const gone: unknown[] = [];
  const known = feed.put("a");
  informer.addHandler({ onDelete: (object) => gone.push(isTombstone(object) ? [object.key, object.object] : "seen") });
  informer.start();
  kernel.advanceSync(0);
  feed.remove("a", "silent");
  feed.expire();
  kernel.advanceSync(2 * SECOND);
  expect([gone, informer.store.list()]).toEqual([[["default/a", known]], []]);
});

test("a list answer without kinds in its items names them itself", () => {
  const { kernel, feed, informer } = stage();
  feed.objects.set("default/a", { metadata: { name: "a", namespace: "default", resourceVersion: "5" } } as never);
  informer.start();
  kernel.advanceSync(0);
  expect(informer.store.get("default/a")).toMatchObject({ apiVersion: "v1", kind: "ConfigMap" });
});

describe("refuses, in upstream's words", () => {
  test("what comes too late", () => {
    const { kernel, informer } = stage();
    informer.start();
    kernel.advanceSync(0);
    expect(() => informer.setTransform((object) => object)).toThrow(new InformerRefusal("informer has already started"));
    informer.stop();
    expect(() => informer.addHandler({})).toThrow(/was not added to shared informer because it has stopped already/);
    expect(() => informer.addIndexers({})).toThrow(/has stopped already/);
  });
});

test("an error inside a stream that answers while it is opened ends it once, and what follows is not heard", () => {
  const { kernel, informer } = stage({
    transport: {
      open(request, sink) {
        sink.head({ status: 200, headers: {} });
        if (request.verb === "list") sink.object({ apiVersion: "v1", kind: "ConfigMapList", metadata: { resourceVersion: "10" }, items: [] });
        else {
          sink.event({ type: "ERROR", object: failure({ code: 410, reason: "Expired", message: "old" }) });
          sink.event({ type: "ADDED", object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "ghost", resourceVersion: "11" } } });
        }
        sink.end({ kind: "complete" });
        return () => {};
      },
    },
  });
  informer.start();
  kernel.advanceSync(100 * SECOND);
  expect(informer.store.list()).toEqual([]);
  expect(informer.stats.lists).toBeGreaterThan(3);
  expect(informer.stats.lists).toBeLessThan(10);
});

test("a server that never says that the list is whole is asked again, each time in an event of its own", () => {
  const { kernel, informer } = stage(
    {
      transport: {
        open(_, sink) {
          sink.head({ status: 200, headers: {} });
          sink.event({ type: "ADDED", object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", resourceVersion: "1" } } });
          sink.end({ kind: "complete" });
          return () => {};
        },
      },
    },
    withGates(clientProfiles.at(-1) ?? fail(), { WatchListClient: true }),
  );
  informer.start();
  // Upstream spins here (kubernetes#140890); a simulator must be able to say so.
  expect(kernel.advanceSync(SECOND, { stepsPerInstant: 1000 })).toMatchObject({ kind: "stepLimit" });
});

function fail(): never {
  throw new Error("there is no client profile");
}

test("a stop waits for a handler in the middle of its work, also one that was taken out; a closing scope does not", () => {
  const slow = (remove: boolean) => {
    const { kernel, feed, informer } = stage();
    const registration = informer.addHandler({}, { takes: 5 * SECOND });
    informer.start();
    kernel.advanceSync(0);
    feed.put("a");
    if (remove) informer.removeHandler(registration);
    informer.stop();
    let over = -1;
    informer.whenStopped(() => (over = kernel.clock.now() / SECOND));
    return { kernel, over: () => over };
  };
  for (const remove of [false, true]) {
    const waiting = slow(remove);
    expect([waiting.over(), open(waiting.kernel)["handler"]]).toEqual([-1, 1]);
    waiting.kernel.advanceSync(10 * SECOND);
    expect([waiting.over(), open(waiting.kernel)]).toEqual([5, {}]);
    const closing = slow(remove);
    closing.kernel.root.close();
    expect([closing.over(), open(closing.kernel)]).toEqual([0, {}]);
  }
});
