/** JSON Schema, draft-07: the adapter of ajv. */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formatsModule from "ajv-formats";

// ajv-formats is CommonJS: under Node's ESM its plugin is the `default` of the default import.
const addFormats = formatsModule.default;

export interface SchemaProblem {
  /** Path of the value, `/automaticImport/settle`; empty for the whole document. */
  readonly path: string;
  readonly keyword: string;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export type SchemaCheck = (value: unknown) => readonly SchemaProblem[];

/**
 * Compiles a draft-07 schema once; the check lists every problem of a value, or none.
 * @param isOften whether it checks so much that time spent on better code comes back: for a document
 *   or two, making that code takes longer than all else.
 */
export function compileSchema(schema: object, { isOften = false } = {}): SchemaCheck {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictTuples: false,
    // The schemas are ours, and a test holds them against their own schema: to do it here, ajv would
    // compile that one anew each time.
    validateSchema: false,
    code: { optimize: isOften },
  });
  addFormats(ajv, { mode: "fast" });
  const validate: ValidateFunction = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(problem));
}

/** As ajv gives it: false, and then what is wrong stands in `errors`. */
export interface RequestCheck {
  (value: unknown): boolean;
  errors: ErrorObject[] | null;
}

/**
 * A check of requests, which come as text: numbers and lists are read from it, defaults filled in, and what
 * is unknown is refused. Compiled when the first request comes: most routes are never asked.
 */
export function checkRequests(schema: object): RequestCheck {
  let validate: ValidateFunction | undefined;
  const judge = (value: unknown): boolean => {
    validate ??= requestAjv().compile(schema);
    const isRight = validate(value);
    check.errors = validate.errors ?? null;
    return isRight;
  };
  const check: RequestCheck = Object.assign(judge, { errors: null });
  return check;
}

let sharedAjv: Ajv | undefined;

function requestAjv(): Ajv {
  if (sharedAjv) return sharedAjv;
  sharedAjv = new Ajv({
    ...{ allErrors: true, coerceTypes: "array", useDefaults: true, removeAdditional: false },
    validateSchema: false,
    strict: false,
    code: { optimize: false },
  });
  addFormats(sharedAjv, { mode: "fast" });
  return sharedAjv;
}

function problem(error: ErrorObject): SchemaProblem {
  return {
    path: error.instancePath,
    keyword: error.keyword,
    message: error.message ?? error.keyword,
    params: error.params,
  };
}
