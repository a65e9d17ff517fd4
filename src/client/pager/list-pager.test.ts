import { describe, expect, test } from "vitest";
import type { KubeList, KubeObject, RequestOptions } from "../../api/index.ts";
import { failure } from "../../api/index.ts";
import type { ClientError } from "../transport/index.ts";
import { statusError } from "../transport/index.ts";
import type { ItemFunction, ListPagerOptions, Paged } from "./list-pager.ts";
import { createListPager } from "./list-pager.ts";

const item = (name: string): KubeObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name } });
const page = (names: string, token = "", resourceVersion = "10"): KubeList => ({
  apiVersion: "v1", kind: "PodList", metadata: { resourceVersion, ...(token === "" ? {} : { continue: token }) }, items: names.split("").map(item),
});
const expired = statusError(failure({ code: 410, reason: "Expired", message: "too old" }));
const gone = statusError(failure({ code: 410, reason: "Gone", message: "gone" }));

/** Answers when told to. */
function stage(answers: readonly (KubeList | ClientError)[], options: ListPagerOptions = {}) {
  const asked: RequestOptions[] = [];
  const open: (() => void)[] = [];
  const pager = createListPager((request, done) => {
    const answer = answers[asked.length] ?? page("");
    asked.push(request);
    let over = false;
    const say = (what: KubeList | ClientError): void => {
      if (over) return;
      over = true;
      done(what);
    };
    open.push(() => say(answer));
    return () => say({ kind: "canceled", sent: true, message: "gave up" });
  }, options);
  const answerAll = (): void => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) next();
  };
  return { pager, asked, open, answerAll };
}

function listed(answers: readonly (KubeList | ClientError)[], request: RequestOptions = {}, options: ListPagerOptions = {}) {
  const { pager, asked, answerAll } = stage(answers, options);
  let paged: Paged | undefined;
  pager.list(request, (result) => void (paged = result));
  answerAll();
  return { asked, paged, names: paged?.list?.items.map(({ metadata }) => metadata.name).join("") };
}

describe("list", () => {
  test("takes the version of the first page, and asks for others by token alone", () => {
    const { asked, paged, names } = listed([page("ab", "c1"), page("c", "", "12")], { resourceVersion: "10", resourceVersionMatch: "NotOlderThan" }, { pageSize: 2 });
    expect(asked).toEqual([{ resourceVersion: "10", resourceVersionMatch: "NotOlderThan", limit: 2 }, { limit: 2, continue: "c1" }]);
    expect([names, paged?.list?.metadata.resourceVersion, paged?.paginated]).toEqual(["abc", "10", true]);
  });

  test.each<[string, RequestOptions, ListPagerOptions, RequestOptions]>([
    ["500 a page by default", {}, {}, { limit: 500 }],
    ["as many as the request says", { limit: 7 }, {}, { limit: 7 }],
    ["no limit for a page size of 0", {}, { pageSize: 0 }, {}],
  ])("%s", (_, request, options, expected) => {
    expect(listed([page("a")], request, options).asked).toEqual([expected]);
  });

  test.each<[string, readonly (KubeList | ClientError)[], ListPagerOptions, number, string | undefined, string | undefined]>([
    ["a page that expires leads to the whole list", [page("a", "c1"), expired, page("ab")], {}, 3, "ab", undefined],
    ["whose own failure is final", [page("a", "c1"), expired, expired], {}, 3, undefined, "too old"],
    ["not where that is not wanted", [page("a", "c1"), expired], { fullListIfExpired: false }, 2, undefined, "too old"],
    ["nor for the first page", [expired], {}, 1, undefined, "too old"],
    ["nor for another reason", [page("a", "c1"), gone], {}, 2, undefined, "gone"],
    ["a token that leads to itself is not followed", [page("a", "c1"), page("a", "c1")], {}, 2, undefined, "the server answered a continued list with the same continue token"],
  ])("%s", (_, answers, options, requests, names, error) => {
    const result = listed(answers, { resourceVersion: "10" }, { pageSize: 1, ...options });
    expect([result.asked.length, result.names, result.paged?.error?.message]).toEqual([requests, names, error]);
    if (requests === 3) expect(result.asked[2]).toEqual({ resourceVersion: "10" });
  });

  test("cancelled, it tells what became of the request", () => {
    const { pager } = stage([page("a")]);
    let paged: Paged | undefined;
    pager.list({}, (result) => void (paged = result))();
    expect(paged?.error?.message).toBe("gave up");
  });
});

describe("each item", () => {
  const three = [page("ab", "c1"), page("cd", "c2"), page("e")];

  function walked(answers: readonly (KubeList | ClientError)[], options: ListPagerOptions, look?: ItemFunction) {
    const on = stage(answers, options);
    const seen: string[] = [];
    const cancel = on.pager.eachListItem(
      { resourceVersion: "10" },
      (each, next) => {
        seen.push(each.metadata.name ?? "");
        (look ?? ((_, go) => go()))(each, next);
      },
      (error) => seen.push(error === undefined ? "done" : error.message),
    );
    return { ...on, seen, cancel };
  }

  test("comes in order, and the version stays in every request", () => {
    const { asked, seen, answerAll } = walked(three, {});
    answerAll();
    expect(seen).toEqual(["a", "b", "c", "d", "e", "done"]);
    expect(asked[2]).toEqual({ resourceVersion: "10", limit: 500, continue: "c2" });
  });

  test.each([
    [0, 2],
    [1, 3],
    [5, 3],
  ])("with room for %i pages, a slow look has %i pages asked for", (pageBufferSize, expected) => {
    const { asked, seen, answerAll } = walked(three, { pageBufferSize }, () => {});
    answerAll();
    expect([asked.length, seen]).toEqual([expected, ["a"]]);
  });

  test("an error of the look is the end at once", () => {
    const { seen, answerAll } = walked(three, {}, (each, next) => next(each.metadata.name === "b" ? { kind: "text", message: "enough" } : undefined));
    answerAll();
    expect(seen).toEqual(["a", "b", "enough"]);
  });

  test("a page that fails is heard of after what was read before it", () => {
    const { seen, answerAll } = walked([page("ab", "c1"), expired], {});
    answerAll();
    expect(seen).toEqual(["a", "b", "too old"]);
  });

  test.each([
    ["no page follows", three, ["a", "b", "context canceled"]],
    ["all is well if there is none", [page("ab")], ["a", "b", "done"]],
  ])("cancelled, the page in hand is looked at to its end, and %s", (_, answers, expected) => {
    let go = (): void => {};
    const { seen, cancel, answerAll } = walked(answers, {}, (__, next) => void (go = next));
    answerAll();
    cancel();
    go();
    go();
    expect(seen).toEqual(expected);
  });

  test("a negative buffer is refused", () => {
    expect(() => stage([], { pageBufferSize: -1 })).toThrow("ListPager.PageBufferSize must be >= 0, got -1");
  });
});
