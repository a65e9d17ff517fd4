import type { ApiRequest, KubeObject } from "../../src/api/index.ts";
import { keyOf } from "../../src/api/index.ts";
import type { Answer, ClientProfile, RestClient } from "../../src/client/index.ts";
import { createRestClient, createTokenBucket } from "../../src/client/index.ts";
import { shownError } from "./client-go-errors.ts";
import { Running, Stage, Unsupported } from "./client-go-informer.ts";
import { lanes } from "./client-go-observer.ts";
import type { Instant, Script } from "./client-go-recording.ts";
import type { BodyForm } from "./client-go-server.ts";

interface CallScript {
  readonly at_ms: number;
  readonly do: string;
  readonly name?: string;
  readonly resource_version?: string;
}

/** Kind `calls`: single requests, which show the layer above the transport alone. */
export function replayCalls(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  const calls = (script.options["calls"] ?? []) as readonly CallScript[];
  return replayHttp(script, profile, form, (rest, stage, told) => {
    for (const [i, call] of calls.entries()) {
      const request = requestOf(call);
      const done = (answer: Answer): void => {
        told(`call${i + 1}`, answer.ok ? { rv: (answer.body as KubeObject).metadata.resourceVersion } : shownError(answer.error));
      };
      stage.kernel.root.after(call.at_ms * 1000, "call", () => void rest.send(request, done));
    }
    return () => {};
  });
}

/** Kind `rawWatch`: one watch, nothing repeated above the transport. */
export function replayRawWatch(script: Script, profile: ClientProfile, form: BodyForm): readonly Instant[] {
  const version = script.options["resource_version"];
  return replayHttp(script, profile, form, (rest, stage, told) => {
    let over = false;
    const request: ApiRequest = { ...base, verb: "watch", options: typeof version === "string" && version !== "" ? { resourceVersion: version } : {} };
    const call = rest.watch(request, {
      opened: () => told("watch", {}),
      event({ type, object }) {
        const { metadata, data } = object as KubeObject & { readonly data?: { readonly v?: string } };
        const shown = type === "ERROR" ? { code: object.code } : { key: keyOf(object), rv: metadata.resourceVersion, v: data?.v };
        stage.observer.note(lanes.handler("watch"), { e: "watch", type, ...shown });
      },
      closed() {
        over = true;
        told("resultChanClosed", {});
      },
      failed(error) {
        over = true;
        told("watch", shownError(error));
      },
    });
    return () => {
      if (over) return;
      call.cancel();
      told("resultChanClosed", {});
    };
  });
}

type Told = (type: string, fields: object) => void;

function replayHttp(script: Script, profile: ClientProfile, form: BodyForm, begin: (rest: RestClient, stage: Stage, told: Told) => () => void): readonly Instant[] {
  const stage = new Stage(script, form, () => running.shown());
  const { kernel, observer, server } = stage;
  const running = new Running(() => kernel.clock.now());
  const { qps = 0, burst = 0 } = script.options as { readonly qps?: number; readonly burst?: number };
  const rest = createRestClient({
    transport: server, scope: kernel.root, profile, host: "http://apiserver.test",
    ...(qps > 0 ? { limiter: createTokenBucket(kernel.clock, qps, burst) } : {}),
  });
  const stop = begin(rest, stage, (type, fields) => observer.note(lanes.result, { e: "returned", type, ...fields }));
  stage.run((action) => {
    if (action.do !== "stop") throw new Unsupported(`action "${action.do}"`);
    running.stopping();
    stop();
    stage.drained(running);
  });
  return observer.instants();
}

const base: Omit<ApiRequest, "verb"> = {
  resource: { group: "", version: "v1", resource: "configmaps" }, namespace: "", name: "", subresource: "", options: {}, user: { name: "golden", groups: [] }, agent: "golden",
};

function requestOf({ do: verb, name = "", resource_version }: CallScript): ApiRequest {
  const options = resource_version === undefined ? {} : { resourceVersion: resource_version };
  switch (verb) {
    case "get":
      return { ...base, verb, namespace: "default", name, options };
    case "list":
      return { ...base, verb, namespace: "default", options };
    case "delete":
      return { ...base, verb, namespace: "default", name, options };
    default:
      throw new Unsupported(`call "${verb}"`);
  }
}
