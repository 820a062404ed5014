// What writes into a graph: elaboration, derivatives and rewriting make nodes through a builder over the table of operations.
import { NodeBuilder } from "./node-builder.js";
import type { OpRecord } from "./operation.js";

export { NOWHERE, type BuilderOptions, type Factor } from "./node-builder.js";

export type OpTable = ReadonlyMap<string, OpRecord>;

export class Builder extends NodeBuilder<OpRecord> {}
