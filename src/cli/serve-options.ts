import { InvalidArgumentError, Option, type Command } from "commander";
import { serverProfiles } from "../server/index.ts";
import { oneOf, wholeNumber } from "./option-values.ts";

/** The flags of `serve`, as commander reads them. */
export interface ServeFlags {
  readonly host: string;
  readonly port?: number;
  readonly plain?: true;
  readonly tls?: true;
  readonly kubeconfig?: string;
  readonly token?: string;
  readonly tokenUser: string;
  readonly tokenGroup: readonly string[];
  readonly rbac?: true;
  readonly profile: string;
  readonly gate: { readonly [gate: string]: boolean };
  readonly controllers: "none" | "core";
  readonly load: readonly string[];
  readonly trace: readonly string[];
  readonly clock: number | "manual";
  readonly seed: number;
  readonly faults?: string;
  readonly maxRequestsInflight: number;
  readonly maxMutatingRequestsInflight: number;
  readonly audit?: string;
  readonly control?: true;
  readonly inputs?: string;
}

export const ADMINISTRATORS = "system:masters";

const EXAMPLES = `
Without --port it is 8080, or whatever is free. The port speaks TLS and plain HTTP.
  kubeloom serve --port 8080 &
  kubectl --server=http://127.0.0.1:8080 create configmap greeting --from-literal=hello=world
  kubeloom serve --kubeconfig /tmp/loom.yaml --load manifests/ --clock x60
Ends on SIGINT or SIGTERM: 0 when nothing leaked and nothing went wrong, 1 when something did.`;

export function addServeOptions(command: Command): Command {
  return command
    .option("--host <address>", "where it listens", "127.0.0.1")
    .option("--port <n>", "0: one that the system chooses", wholeNumber(0, 65_535))
    .addOption(new Option("--plain", "plain HTTP alone").conflicts("tls"))
    .option("--tls", "TLS alone, with a certificate made at the start")
    .option("--kubeconfig <file>", "write a kubeconfig that leads here")
    .option("--token <token>", "a bearer token that is known")
    .option("--token-user <name>", "whose it is", "admin")
    .option("--token-group <group>", `a group of the user, repeatable (default: "${ADMINISTRATORS}")`, more, [])
    .option("--rbac", "refuse who is no administrator; without it, everybody is one")
    .addOption(new Option("--profile <name>", "how the server is configured").default("modern").argParser(oneOf(Object.keys(serverProfiles))))
    .option("--gate <name=bool>", "a gate set otherwise, repeatable", gate, {})
    .addOption(new Option("--controllers <which>", "core: namespaces are emptied, garbage is collected, namespaces get a service account and kube-root-ca.crt; or none").default("core").argParser(oneOf(["none", "core"])))
    .option("--load <path...>", "manifests (YAML or JSON), or directories of them, in the store from the start", [])
    .option("--trace <file...>", "a recording, played from the start on", [])
    .addOption(new Option("--clock <how>", "real, xN (N times as fast), or manual (moved by --control's advance)").default(1, "real").argParser(clock))
    .option("--seed <n>", "same seed and inputs, same run", wholeNumber(0, 4_294_967_295), 1)
    .option("--faults <file>", "a JSON array of faults; parties are programs, as user agents begin")
    .option("--max-requests-inflight <n>", "reads at a time, 429 beyond; 0: any number", wholeNumber(0, 1_000_000), 0)
    .option("--max-mutating-requests-inflight <n>", "the same for writes", wholeNumber(0, 1_000_000), 0)
    .option("--audit <file>", "an audit log, a line an event")
    .option("--control", "answer /_loom/{compact,restart,partition,heal,advance,ledger,digest,inputs}, from this machine alone")
    .option("--inputs <file>", "save what arrived, at the end, for kubeloom replay")
    .addHelpText("after", EXAMPLES);
}

function more(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function gate(text: string, before: ServeFlags["gate"]): ServeFlags["gate"] {
  const [, name, value] = /^(\w+)=(true|false)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError("Expected NAME=true or NAME=false.");
  return { ...before, [name]: value === "true" };
}

function clock(text: string): number | "manual" {
  if (text === "real") return 1;
  if (text === "manual") return "manual";
  const pace = Number(/^[x×](\d+(?:\.\d+)?)$/.exec(text)?.[1]);
  if (!(pace > 0)) throw new InvalidArgumentError("Expected real, manual, or a pace such as x60.");
  return pace;
}
