import { assert, property } from "fast-check";
import { expect, test } from "vitest";
import { attack } from "./attacked.ts";
import { malformedRequests } from "./malformed.ts";
import { attackSockets } from "./sockets.ts";

test("whatever is sent is answered as a server answers, changes nothing when it is refused, and leaves nothing open", () => {
  const attacked = attack();
  assert(property(malformedRequests(), (request) => {
    expect(attacked.problem(request)).toBe(undefined);
  }), { numRuns: 2_000, endOnFailure: true });
  expect(attacked.leaks()).toEqual([]);
  attacked.close();
});

test("whatever is done to a connection, it is answered or ended, and nothing of it stays", async () => {
  expect(await attackSockets(160)).toEqual([]);
});
