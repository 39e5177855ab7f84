/** Runs in the threads of a search. */
export { work as default } from "./work.ts";
