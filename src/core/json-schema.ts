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

function problem(error: ErrorObject): SchemaProblem {
  return {
    path: error.instancePath,
    keyword: error.keyword,
    message: error.message ?? error.keyword,
    params: error.params,
  };
}
