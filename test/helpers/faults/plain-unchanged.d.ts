/** In the held build the plain module stands beside the held one under this name. */
export { assertUnchanged } from "../../../src/drop/unchanged.ts";
