import type { Content, Table } from "../table.ts";

const badMetadata: Content = { metadata: { labels: { "a b": "c" }, annotations: { "x y": "" }, finalizers: ["x"] } };
const group = "admissionregistration.k8s.io";
const base = `/apis/${group}/v1`;
const rule = { operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] };
const hook = (of: object = {}): object => ({ name: "a.example.com", clientConfig: { url: "https://a" }, sideEffects: "None", admissionReviewVersions: ["v1"], rules: [rule], ...of });
const hooks = (...webhooks: object[]): Content => ({ webhooks });
const ruled = (of: object): Content => hooks(hook({ rules: [{ ...rule, ...of }] }));
const client = (clientConfig: object): Content => hooks(hook({ clientConfig }));
const policy = (of: object = {}): Content => ({ spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: "true" }], ...of } });
const validation = (...validations: object[]): Content => policy({ validations });
const mutating = (of: object = {}): Content => ({ spec: { matchConstraints: { resourceRules: [rule] }, reinvocationPolicy: "Never", mutations: [{ patchType: "JSONPatch", jsonPatch: { expression: '[JSONPatch{op: "test", path: "/a", value: 1}]' } }], ...of } });
const binding = (of: object = {}): Content => ({ spec: { policyName: "p", validationActions: ["Deny"], ...of } });
const badHooks = [
  {}, hooks({ name: "" }), hooks(hook({ name: "a.b" })), hooks(hook({ name: "A.b.c" })), hooks(hook({ sideEffects: "Some" })), hooks(hook({ admissionReviewVersions: [] })), hooks(hook({ admissionReviewVersions: ["v9", "v9", "A"] })), hooks(hook(), hook()),
  hooks(hook({ failurePolicy: "Foo", matchPolicy: "Foo", timeoutSeconds: 31 })), hooks(hook({ timeoutSeconds: 0 })), hooks(hook({ namespaceSelector: { matchLabels: { "a b": "" } }, objectSelector: { matchExpressions: [{ key: "a", operator: "Foo" }] } })),
  client({}), client({ url: "https://a", service: { namespace: "a", name: "b" } }), client({ url: "http://u@/p?q#f" }), client({ url: "" }), client({ service: { namespace: "", name: "" } }), client({ service: { namespace: "a", name: "b", port: 70_000, path: "x" } }), client({ service: { namespace: "a", name: "b", path: "//" } }),
  client({ service: { namespace: "a", name: "b", path: "/a//b/" } }), client({ service: { namespace: "a", name: "b", path: "/A_b" } }),
  ruled({ operations: [] }), ruled({ operations: ["*", "CREATE"] }), ruled({ operations: ["Foo"] }), ruled({ apiGroups: ["*", "a"], apiVersions: ["*", "v1"] }), ruled({ apiGroups: [], apiVersions: [""] }), ruled({ resources: [""] }), ruled({ resources: ["*", "pods"] }), ruled({ resources: ["*/*", "pods"] }),
  ruled({ resources: ["pods/*", "pods/log"] }), ruled({ resources: ["*/scale", "a/scale"] }), ruled({ scope: "Foo" }), hooks(hook({ matchConditions: [{ name: "", expression: "" }, { name: "a", expression: "true" }, { name: "a", expression: "true" }, { name: "a b", expression: "true" }] })), badMetadata,
];

export const tables: readonly Table[] = [
  {
    name: "validating webhooks", path: `${base}/validatingwebhookconfigurations`, apiVersion: `${group}/v1`, kind: "ValidatingWebhookConfiguration", create: [...badHooks, { metadata: { name: "x.static.k8s.io" } }],
    change: [{ from: { metadata: { name: "differential" }, ...hooks(hook({ rules: [] })) }, to: [hooks(hook({ name: "x", rules: [] })), hooks(hook({ sideEffects: "Some" })), { ...hooks(hook({ rules: [] })), ...badMetadata }] }],
  },
  { name: "mutating webhooks", path: `${base}/mutatingwebhookconfigurations`, apiVersion: `${group}/v1`, kind: "MutatingWebhookConfiguration", create: [hooks(hook({ reinvocationPolicy: "Foo" })), hooks({}), hooks(hook())] },
  {
    name: "validating policies", path: `${base}/validatingadmissionpolicies`, apiVersion: `${group}/v1`, kind: "ValidatingAdmissionPolicy",
    create: [
      { spec: {} }, policy(), policy({ validations: [], auditAnnotations: [] }), policy({ failurePolicy: "Foo" }), policy({ paramKind: {} }), policy({ paramKind: { apiVersion: "a/b/c", kind: "A b" } }), policy({ paramKind: { apiVersion: "A b/v_1", kind: "Foo" } }), policy({ paramKind: { apiVersion: "a/", kind: "Foo" } }),
      policy({ matchConstraints: {} }), policy({ matchConstraints: { resourceRules: [{ ...rule, resourceNames: ["a", "a", "b/c"] }], matchPolicy: "Foo", namespaceSelector: { matchLabels: { "a b": "" } } } }), policy({ variables: [{ name: "", expression: "" }, { name: "in", expression: "true" }, { name: "a b", expression: "true" }] }),
      validation({ expression: " " }), validation({ expression: "true", message: " ", messageExpression: " ", reason: "Foo" }), validation({ expression: "true", message: "a\nb" }), policy({ auditAnnotations: [{ key: "a b", valueExpression: "" }, { key: "a", valueExpression: "'x'" }, { key: "a", valueExpression: "'x'" }] }), badMetadata,
    ],
    change: [
      { from: { metadata: { name: "differential" }, ...policy() }, to: [policy({ failurePolicy: "Foo" }), { ...policy(), ...badMetadata }, policy({ failurePolicy: "Ignore" })] },
      { from: { metadata: { name: "differential" }, ...policy() }, subresource: "status", to: [{ ...policy(), status: { conditions: [{ type: "a b", status: "Foo", reason: "", message: "", lastTransitionTime: null }], typeChecking: { expressionWarnings: [{ fieldRef: "", warning: "" }] } } }] },
    ],
  },
  {
    name: "mutating policies", path: `${base}/mutatingadmissionpolicies`, apiVersion: `${group}/v1`, kind: "MutatingAdmissionPolicy",
    create: [{ spec: {} }, mutating(), mutating({ mutations: [] }), mutating({ mutations: [{ patchType: "Foo" }, { patchType: "" }, { patchType: "JSONPatch" }, { patchType: "ApplyConfiguration", applyConfiguration: { expression: "" } }] }), mutating({ reinvocationPolicy: "" }), mutating({ reinvocationPolicy: "Foo" }), mutating({ matchConstraints: { resourceRules: [{ ...rule, operations: ["DELETE"] }] } })],
  },
  {
    name: "policy bindings", path: `${base}/validatingadmissionpolicybindings`, apiVersion: `${group}/v1`, kind: "ValidatingAdmissionPolicyBinding",
    create: [{ spec: {} }, binding(), binding({ policyName: "A b" }), binding({ validationActions: ["Deny", "Warn", "Deny", "Foo"] }), binding({ paramRef: {} }), binding({ paramRef: { name: "a/b", selector: {}, parameterNotFoundAction: "Foo" } }), binding({ paramRef: { selector: { matchLabels: { "a b": "" } }, parameterNotFoundAction: "Deny" } }), binding({ matchResources: { matchPolicy: "Foo", resourceRules: [{}] } })],
    change: [{ from: { metadata: { name: "differential" }, ...binding() }, to: [binding({ policyName: "" }), binding({ policyName: "q" }), { ...binding(), ...badMetadata }] }],
  },
  { name: "mutating bindings", path: `${base}/mutatingadmissionpolicybindings`, apiVersion: `${group}/v1`, kind: "MutatingAdmissionPolicyBinding", create: [{ spec: {} }, { spec: { policyName: "p" } }, { spec: { policyName: "p", matchResources: { resourceRules: [{ ...rule, operations: ["DELETE", "*"] }] } } }] },
  {
    name: "api services", path: "/apis/apiregistration.k8s.io/v1/apiservices", apiVersion: "apiregistration.k8s.io/v1", kind: "APIService",
    create: [
      { spec: {} }, { metadata: { name: "v1.example.com" }, spec: { group: "example.com", version: "v1", groupPriorityMinimum: 0, versionPriority: 1001 } }, { metadata: { name: "v1.A b" }, spec: { group: "A b", version: "V1", groupPriorityMinimum: 1, versionPriority: 1, insecureSkipTLSVerify: true, caBundle: "AAAA" } },
      { metadata: { name: "v1.x.com" }, spec: { group: "x.com", version: "v1", groupPriorityMinimum: 1, versionPriority: 1, service: { namespace: "", name: "", port: 70_000 }, insecureSkipTLSVerify: true, caBundle: "AAAA" } },
    ],
    change: [{ from: { metadata: { name: "v1.differential.com" }, spec: { group: "differential.com", version: "v1", groupPriorityMinimum: 1, versionPriority: 1 } }, to: [{ spec: { group: "x.com", version: "v1", groupPriorityMinimum: 1, versionPriority: 1 } }, { ...badMetadata, spec: { group: "differential.com", version: "v1", groupPriorityMinimum: 0, versionPriority: 1 } }] }],
  },
];
