/**
 * The arrows of the architecture (docs/explanation/architecture.md). Each is proved by a planted violation in
 * properties/tooling. Tests beside the code may reach across rooms, since they put several together; the code may not.
 */

const SUBROOMS = "server/(?:storage|watchcache|rest|admission|allocation|kinds|schema|validation|custom)|client/(?:cache|workqueue|controller|transport|remotecommand)";
const INNER_DOOR = `^src/(?:${SUBROOMS})/index[.]ts$`;
const TEST = "[.]test[.]ts$";

/** `from` may import of ours only `allowed` (room names). */
const only = (from, allowed, why) => ({
  name: `${from}-imports-${allowed.join("-") || "nothing"}`,
  comment: why,
  severity: "error",
  from: { path: `^src/${from}/`, pathNot: TEST },
  to: { path: "^src/", pathNot: `^src/(?:${[from, ...allowed].join("|")})/` },
});

export default {
  forbidden: [
    only("kernel", [], "Time, randomness and order depend on nothing else."),
    only("api", [], "The vocabulary both halves share has no home but itself."),
    only("wire", ["api"], "Codecs are pure: values and bytes."),
    only("server", ["kernel", "api", "wire"], "The fake control plane never imports the client."),
    only("network", ["kernel", "api", "wire"], "Connections know requests and time, not who asks or answers."),
    only("client", ["api", "wire", "kernel"], "The client is production code: it must run without the fake control plane."),
    only("discovery", ["client", "api", "kernel"], "Discovery is production code on the client."),
    only("cluster", ["kernel", "api", "wire", "server", "network", "client", "discovery"], "The composition root knows the parts, not who explores them."),
    only("explore", ["kernel", "api", "wire", "server", "network", "client", "discovery", "cluster"], "Exploring stands on the cluster."),
    only("report", ["kernel", "api", "network", "explore"], "Pictures are drawn from run records."),
    {
      name: "only-types-of-kernel",
      comment: "A clock, timers and randomness are handed to the client and to discovery; they make none.",
      severity: "error",
      from: { path: "^src/(?:client|discovery)/", pathNot: TEST },
      to: { path: "^src/kernel/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "nobody-imports-the-outermost",
      comment: "integrations, http and cli stand outside: they import, and nothing further in imports them.",
      severity: "error",
      from: { path: "^src/(?!integrations/|http/|cli/)[^/]+/" },
      to: { path: "^src/(?:integrations|http|cli)/" },
    },
    {
      name: "the-outermost-stand-in-a-row",
      comment: "The command may use the server front and the integrations, the front the integrations; never the other way round.",
      severity: "error",
      from: { path: "^src/(?:integrations|http)/" },
      to: { path: "^src/(?:http|cli)/", pathNot: "^src/http/" },
    },
    {
      name: "integrations-know-no-front",
      comment: "The front builds on integrations.",
      severity: "error",
      from: { path: "^src/integrations/" },
      to: { path: "^src/http/" },
    },
    {
      name: "rooms-have-one-door",
      comment: "A room is entered through its index.ts, so that what is inside may change.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: TEST },
      // Each integration is an entry point of its own.
      to: { path: "^src/[^/]+/.", pathNot: ["^src/$1/", "^src/[^/]+/index[.]ts$", INNER_DOOR, "^src/integrations/"] },
    },
    {
      name: "the-face-enters-by-the-door",
      comment: "src/index.ts shows what the rooms show, and integrations that need nothing optional.",
      severity: "error",
      from: { path: "^src/[^/]+[.]ts$", pathNot: TEST },
      to: { path: "^src/[^/]+/.", pathNot: ["^src/[^/]+/index[.]ts$", INNER_DOOR, "^src/integrations/"] },
    },
    {
      name: "rooms-within-rooms-have-one-door",
      comment: "Storage, watch cache, REST, the client's cache and so on are rooms of their own.",
      severity: "error",
      from: { path: "^src/(server|client)/([^/]+)/", pathNot: TEST },
      to: { path: `^src/(?:${SUBROOMS})/`, pathNot: ["^src/$1/$2/", INNER_DOOR] },
    },
    {
      name: "halves-enter-their-rooms-by-the-door",
      comment: "What lies directly in server/ and client/ knows their rooms as everybody does.",
      severity: "error",
      from: { path: "^src/(?:server|client)/[^/]+[.]ts$", pathNot: TEST },
      to: { path: `^src/(?:${SUBROOMS})/`, pathNot: INNER_DOOR },
    },
    {
      name: "no-rxjs-nor-fast-check-inside",
      comment: "Streams inside are sinks; RxJS is the public face, fast-check the explorer's.",
      severity: "error",
      from: { path: "^src/(?:kernel|api|server/storage|server/watchcache)/", pathNot: TEST },
      to: { path: "node_modules/(?:rxjs|fast-check)/" },
    },
    {
      name: "optional-peers-behind-their-own-door",
      comment: "Who does not use vitest or fast-check need not install them.",
      severity: "error",
      from: { path: "^src/", pathNot: [TEST, "^src/integrations/", "^src/explore/"] },
      to: { path: "node_modules/(?:vitest|fast-check)/" },
    },
    {
      name: "commander-only-in-cli",
      comment: "The library stays free of the command.",
      severity: "error",
      from: { path: "^src/", pathNot: [TEST, "^src/cli/"] },
      to: { path: "node_modules/commander/" },
    },
    {
      name: "nothing-real-inside",
      comment: "The core opens no file and no socket: what arrives from outside is an input. Unpacking bytes is a calculation, and a library is code, read late or not.",
      severity: "error",
      from: { path: "^src/(?:kernel|api|wire|server|network|client|discovery)/", pathNot: TEST },
      to: { dependencyTypes: ["core"], pathNot: "^(?:node:)?(?:zlib|module)$" },
    },
    {
      name: "no-cycles",
      comment: "A cycle is one file that pretends to be two. Types may refer to each other.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "shipped-code-needs-shipped-packages",
      comment: "What dist/ imports must be a dependency or an optional peer.",
      severity: "error",
      from: { path: "^src/", pathNot: TEST },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-peer", "type-only"] },
    },
    {
      name: "all-resolve",
      comment: "An import that leads nowhere.",
      severity: "error",
      from: { path: "^src/" },
      to: { couldNotResolve: true },
    },
    {
      name: "src-stands-alone",
      comment: "The library never imports its own tests, laws, benchmarks or scripts.",
      severity: "error",
      from: { path: "^src/", pathNot: TEST },
      to: { path: "^(?:properties|benchmarks|scripts|docs)/" },
    },
    {
      name: "no-orphans",
      comment: "A file that nobody imports and that is no entry point.",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: [TEST, "^src/cli/main[.]ts$", "^src/integrations/", "^src/report/page/", "(?:^|/)index[.]ts$"] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^src/report/page/", "^benchmarks/node_modules/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"], extensions: [".ts", ".js", ".mjs", ".json"] },
    progress: { type: "none" },
  },
};
