import { randomUUID } from "node:crypto";
import { Agent, request } from "node:https";
import { parsedText } from "../golden/conformance-client.ts";
import { normalForm } from "../golden/conformance-normal-form.ts";
import type { Scenario, Seen, Step } from "../golden/conformance-scenario.ts";
import type { Variables } from "../golden/conformance-variables.ts";
import { fill } from "../golden/conformance-variables.ts";

const agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
const keptHeaders = ["content-type", "warning", "retry-after"];

/** The scenario with what a real server answers as its expectations. */
export async function recorded(scenario: Scenario, url: string, token: string): Promise<Scenario> {
  const variables: Variables = { ns: `c-${randomUUID().slice(0, 8)}` };
  const namespace = { request: "POST /api/v1/namespaces", body: { apiVersion: "v1", kind: "Namespace", metadata: { name: variables["ns"] } } };
  variables["namespace"] = (await ask(namespace, variables, url, token)).body;
  const seen: Seen[] = [];
  for (const step of scenario.steps) {
    const answer = await ask(step, variables, url, token);
    if (step.as !== undefined) variables[step.as] = answer.body;
    seen.push(answer);
  }
  const normal = normalForm(variables, seen);
  return { ...scenario, steps: scenario.steps.map((step, i) => ({ ...step, expect: normal[i] })) };
}

function ask(step: Step, variables: Variables, url: string, token: string): Promise<Seen> {
  const { target, body } = fill({ target: step.request, body: step.body }, variables) as { target: string; body: unknown };
  const cut = target.indexOf(" ");
  const payload = body === undefined ? "" : JSON.stringify(body);
  const headers = { accept: "application/json", "user-agent": "conformance/1", "content-type": "application/json", authorization: `Bearer ${token}`, "content-length": Buffer.byteLength(payload), ...step.headers };
  return new Promise((resolve, reject) => {
    const sent = request(url + target.slice(cut + 1), { method: target.slice(0, cut), headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const kept = keptHeaders.flatMap((name) => (response.headers[name] === undefined ? [] : [[name, String(response.headers[name])] as const]));
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(kept), body: parsedText(Buffer.concat(chunks).toString()) });
      });
    });
    sent.on("error", reject);
    sent.end(payload);
  });
}

/** Sockets that are kept open keep the process. */
export function hangUp(): void {
  agent.destroy();
}
