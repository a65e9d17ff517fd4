import { inflateRawSync } from "node:zlib";
import { messagesData } from "./messages.data.ts";

/**
 * The messages of the built-in kinds. Their text, as scripts/protobuf writes it: first lines "apiVersion Kind message", an
 * empty line, then a message a paragraph: its name, and below, each after a blank, a field a line: "number name type".
 * Types: "*T" pointer, "[]T" list, "{}T" map of strings, "^T" a message whose fields stand in the parent's JSON object;
 * "@name" a message, else a scalar.
 */
export interface Message {
  /** "core.v1.PodSpec". */
  readonly name: string;
  /** As Go calls it: "PodSpec". */
  readonly goName: string;
  /** How its JSON differs from an object of its fields. */
  readonly form: Form;
  /** By ascending number. */
  readonly fields: readonly MessageField[];
  readonly byNumber: ReadonlyMap<number, MessageField>;
}

export type Form = "struct" | "quantity" | "intOrString" | "time" | "microTime" | "json" | "list" | "orArray" | "orBool" | "orStrings";

export type Scalar = "string" | "bytes" | "bool" | "int32" | "int64" | "float64";

export interface MessageField {
  readonly number: number;
  /** In JSON. */
  readonly name: string;
  readonly shape: "value" | "pointer" | "list" | "map" | "inline";
  readonly scalar: Scalar | undefined;
  /** Of fields that are no scalars. */
  readonly message: () => Message;
}

let table: { readonly kinds: ReadonlyMap<string, string>; readonly named: (name: string) => Message } | undefined;

/** The message of a built-in kind; undefined for others. The table is unpacked when first asked. */
export function messageOf(apiVersion: string, kind: string): Message | undefined {
  table ??= read(inflateRawSync(Buffer.from(messagesData, "base64")).toString());
  const name = table.kinds.get(`${apiVersion} ${kind}`);
  return name === undefined ? undefined : table.named(name);
}

function read(text: string): NonNullable<typeof table> {
  const [head = "", body = ""] = text.split("\n\n");
  const kinds = new Map(head.split("\n").map((line): [string, string] => [line.slice(0, line.lastIndexOf(" ")), line.slice(line.lastIndexOf(" ") + 1)]));
  const lines = new Map(body.split(/\n(?! )/).map((paragraph): [string, readonly string[]] => {
    const [name = "", ...fields] = paragraph.split("\n ");
    return [name, fields];
  }));
  const messages = new Map<string, Message>();
  const named = (name: string): Message => {
    let message = messages.get(name);
    if (message === undefined) {
      message = messageFrom(name, lines.get(name) ?? [], named);
      messages.set(name, message);
    }
    return message;
  };
  return { kinds, named };
}

function messageFrom(name: string, lines: readonly string[], named: (name: string) => Message): Message {
  const fields = lines.filter((line) => line !== "").map((line) => fieldFrom(line, named));
  const goName = name.slice(name.lastIndexOf(".") + 1);
  return { name, goName, form: forms[name] ?? (goName === "ExtraValue" ? "list" : "struct"), fields, byNumber: new Map(fields.map((field) => [field.number, field])) };
}

const forms: { readonly [message: string]: Form } = {
  "resource.Quantity": "quantity",
  "intstr.IntOrString": "intOrString",
  "meta.v1.Time": "time",
  "meta.v1.MicroTime": "microTime",
  "meta.v1.FieldsV1": "json",
  "runtime.RawExtension": "json",
  "apiextensions.v1.JSON": "json",
  "apiextensions.v1.JSONSchemaPropsOrArray": "orArray",
  "apiextensions.v1.JSONSchemaPropsOrBool": "orBool",
  "apiextensions.v1.JSONSchemaPropsOrStringArray": "orStrings",
};

const shapes = { "*": "pointer", "[": "list", "{": "map", "^": "inline" } as const;

function fieldFrom(line: string, named: (name: string) => Message): MessageField {
  const [number = "", name = "", type = ""] = line.split(" ");
  const shape = shapes[type.charAt(0) as keyof typeof shapes] ?? "value";
  const of = type.replace(/^(?:\*|\[\]|\{\}|\^)/, "");
  const message = of.slice(1);
  return { number: Number(number), name, shape, scalar: of.startsWith("@") ? undefined : (of as Scalar), message: () => named(message) };
}
