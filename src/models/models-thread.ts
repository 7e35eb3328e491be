/** The thread that writes the models at start: rendering workbooks would hold up everything else. */
import { parentPort, workerData } from "node:worker_threads";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import { writeModels } from "./write-models.ts";

export interface ModelsOrder {
  readonly types: readonly ImportTypeSpec[];
  readonly folder: string;
}

const { types, folder } = workerData as ModelsOrder;
parentPort?.postMessage(await writeModels(types, folder));
