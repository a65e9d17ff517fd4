import type { Status, Verb } from "../../api/index.ts";
import { failure } from "../../api/index.ts";

/**
 * What a client makes of an error answer that is no Status: a plain text, or nothing.
 *
 * @source apimachinery pkg/api/errors NewGenericServerResponse, client-go rest/request.go newUnstructuredResponseError
 * @differs the verb and resource which typed clients append are left out, as the dynamic client does
 */
export function genericResponse(code: number, verb: Verb, text: string, retryAfterSeconds: number | undefined): Status {
  const serverMessage = text.trim() === "" ? "unknown" : text.trim();
  const [reason, message] = meaningOf(code, verb, serverMessage);
  return failure({
    code,
    ...(reason === undefined ? {} : { reason }),
    message,
    details: {
      causes: [{ reason: "UnexpectedServerResponse", message: serverMessage }],
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  });
}

function meaningOf(code: number, verb: Verb, serverMessage: string): readonly [reason: string | undefined, message: string] {
  switch (code) {
    case 400:
      return ["BadRequest", "the server rejected our request for an unknown reason"];
    case 401:
      return ["Unauthorized", "the server has asked for the client to provide credentials"];
    case 403:
      return ["Forbidden", serverMessage];
    case 404:
      return ["NotFound", "the server could not find the requested resource"];
    case 405:
      return ["MethodNotAllowed", "the server does not allow this method on the requested resource"];
    case 406:
      return ["NotAcceptable", serverMessage];
    case 409:
      return [verb === "create" ? "AlreadyExists" : "Conflict", "the server reported a conflict"];
    case 415:
      return ["UnsupportedMediaType", serverMessage];
    case 422:
      return ["Invalid", "the server rejected our request due to an error in our request"];
    case 429:
      return ["TooManyRequests", "the server has received too many requests and has asked us to try again later"];
    case 503:
      return ["ServiceUnavailable", "the server is currently unable to handle the request"];
    case 504:
      return ["Timeout", "the server was unable to return a response in the time allotted, but may still be processing the request"];
    default:
      if (code >= 500) return ["InternalError", `an error on the server (${JSON.stringify(serverMessage)}) has prevented the request from succeeding`];
      return [undefined, `the server responded with the status code ${code} but did not return more information`];
  }
}
