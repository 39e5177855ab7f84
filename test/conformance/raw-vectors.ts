import { jsonDocuments } from "./support.ts";

/** A vector as it stands in a file. */
export interface RawVector {
  readonly id: string;
  readonly kind: string;
  /** The file that it is from: kinds of two files may have the same name. */
  readonly file: string;
  readonly value: unknown;
}

/** The vectors of all JSON documents; what cannot be read has no kind. */
function rawVectors(): readonly RawVector[] {
  return jsonDocuments().flatMap(({ where, value }): RawVector[] => {
    const vectors = Array.isArray(value) ? value : (value as { vectors?: unknown } | null)?.vectors;
    if (!Array.isArray(vectors)) return [{ id: where, kind: "", file: where, value }];
    return vectors.map((vector: unknown, i) => ({
      id: textIn(vector, "id") || `${where}[${i}]`,
      kind: textIn(vector, "kind"),
      file: where,
      value: vector,
    }));
  });
}

/** The vectors of files about brokers. */
export function replicationVectors(): readonly RawVector[] {
  const { vectors, clientFiles } = sortedOut();
  return vectors.filter(({ file }) => !clientFiles.has(file));
}

/** The vectors of files about clients, coordinators and logs. */
export function clientVectors(): readonly RawVector[] {
  const { vectors, clientFiles } = sortedOut();
  return vectors.filter(({ file }) => clientFiles.has(file));
}

/** In the files about clients a source is a text; in those about brokers it has a branch and a file. */
function sortedOut() {
  const vectors = rawVectors();
  const ofClients = vectors.filter(({ value }) => textIn(value, "source") !== "");
  return { vectors, clientFiles: new Set(ofClients.map(({ file }) => file)) };
}

function textIn(vector: unknown, field: string): string {
  const text = (vector as Readonly<Record<string, unknown>> | null)?.[field];
  return typeof text === "string" ? text : "";
}
