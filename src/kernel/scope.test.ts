import { describe, expect, test } from "vitest";
import { createKernel, SECOND } from "./index.ts";

describe("closing a scope", () => {
  test("cancels its timers and those of its descendants, and nobody else's", () => {
    const kernel = createKernel({ seed: 1 });
    const [closing, other] = [kernel.root.child("closing"), kernel.root.child("other")];
    const ran: string[] = [];
    const timer = closing.after(SECOND, "own", () => ran.push("own"));
    closing.child("child").child("grandchild").after(SECOND, "deep", () => ran.push("deep"));
    other.after(SECOND, "other", () => ran.push("other"));
    closing.close();
    expect(timer.pending).toBe(false);
    expect(timer.cancel()).toBe(false);
    kernel.advanceSync(SECOND);
    expect(ran).toEqual(["other"]);
    expect(kernel.ledger.lines()).toEqual([{ kind: "timer", opened: 3, closed: 3 }]);
  });

  test("closes children last opened first, each before the resources of its parent", () => {
    const kernel = createKernel({ seed: 1 });
    const scope = kernel.root.child("scope");
    const closed: string[] = [];
    const hold = (name: string, of = scope): void => {
      const held = of.hold("connection", name, () => {
        closed.push(name);
        held.done();
      });
    };
    hold("own 1");
    for (const name of ["child 1", "child 2", "child 3"]) hold(name, scope.child(name));
    hold("own 2");
    scope.close();
    scope.close();
    expect(closed).toEqual(["child 3", "child 2", "child 1", "own 2", "own 1"]);
    expect(kernel.ledger.leaks()).toEqual([]);
  });

  test("a resource that does not report done is a leak with kind, label, age and who opened it, until it does", () => {
    const kernel = createKernel({ seed: 1 });
    const scope = kernel.root.child("informer").child("reflector");
    kernel.advanceSync(SECOND);
    const held = scope.hold("watch", "pods", () => {});
    kernel.advanceSync(2 * SECOND);
    expect(kernel.ledger.leaks()).toEqual([]);
    scope.close();
    expect(kernel.ledger.leaks()).toEqual([{ kind: "watch", label: "pods", age: 2 * SECOND, openedBy: ["kernel", "informer", "reflector"] }]);
    held.done();
    held.done();
    expect(held.open).toBe(false);
    expect(kernel.ledger.leaks()).toEqual([]);
    expect(kernel.ledger.lines()).toEqual([{ kind: "watch", opened: 1, closed: 1 }]);
  });

  test("a resource given back before is not asked to close", () => {
    const scope = createKernel({ seed: 1 }).root.child("scope");
    scope.hold("queue", "q", () => { throw new Error("asked"); }).done();
    expect(() => scope.close()).not.toThrow();
  });

  test("goes on past a resource that fails to close, and then says so", () => {
    const scope = createKernel({ seed: 1 }).root.child("scope");
    let closed = 0;
    scope.hold("queue", "first", () => { closed++; });
    scope.hold("queue", "second", () => { throw new Error("stuck"); });
    expect(() => scope.close()).toThrow("stuck");
    expect(closed).toBe(1);
  });

  test("a scope may close itself within its own event", () => {
    const kernel = createKernel({ seed: 1 });
    const scope = kernel.root.child("scope");
    let ran = 0;
    scope.after(1, "close", () => scope.close());
    scope.after(1, "never", () => { ran++; });
    expect(kernel.advanceSync(1).kind).toBe("reached");
    expect(ran).toBe(0);
  });
});

describe("a programmer's error throws and says where", () => {
  const scope = createKernel({ seed: 1 }).root.child("ward");
  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("a delay of %s", (delay) => {
    expect(() => scope.after(delay, "retry", () => {})).toThrow(/after\(.*"retry"\) in kernel > ward: the delay is whole microseconds/);
  });

  test("opening anything in a closed scope", () => {
    const closed = scope.child("late");
    closed.close();
    expect(() => closed.soon("tick", () => {})).toThrow('timer "tick" opened in kernel > ward > late, which is closed');
    expect(() => closed.hold("watch", "pods", () => {})).toThrow('watch "pods" opened in kernel > ward > late');
    expect(() => closed.child("son")).toThrow('scope "son" opened in kernel > ward > late');
  });
});
