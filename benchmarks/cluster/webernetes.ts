import { existsSync, statSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The little of @ngrok/webernetes that is measured. */
export interface Webernetes {
  readonly Cluster: new (options?: { readonly nodes?: number }) => WebernetesCluster;
}

export interface WebernetesCluster {
  init(): Promise<void>;
  close(): Promise<void>;
  readonly api: {
    readonly corev1: {
      createNamespacedPod(request: { readonly namespace: string; readonly body: object }): Promise<unknown>;
      createNamespacedEvent(request: { readonly namespace: string; readonly body: object }): Promise<unknown>;
      createNamespace(request: { readonly body: object }): Promise<unknown>;
      listNamespacedPod(request: { readonly namespace: string }): Promise<{ readonly items: readonly unknown[] }>;
    };
  };
}

/** Its modules import each other without file endings, which Node refuses: they are added on the way. */
export async function webernetes(): Promise<Webernetes> {
  registerHooks({
    resolve(specifier, context, next) {
      if (!specifier.startsWith(".") || context.parentURL?.includes("/webernetes/") !== true) return next(specifier, context);
      const url = new URL(specifier, context.parentURL);
      const path = fileURLToPath(url);
      if (existsSync(`${path}.js`)) return next(pathToFileURL(`${path}.js`).href, context);
      if (existsSync(path) && statSync(path).isDirectory()) return next(pathToFileURL(`${path}/index.js`).href, context);
      return next(specifier, context);
    },
  });
  let entry: string;
  try {
    entry = import.meta.resolve("@ngrok/webernetes");
  } catch {
    throw new Error("@ngrok/webernetes is not installed: run npm ci in benchmarks/ first");
  }
  const loaded: Webernetes = await import(entry);
  return loaded;
}
