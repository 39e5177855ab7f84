import { main } from "./main.ts";
import { nodeIo } from "./node-io.ts";

// Not process.exit: it would cut off what is still being written to a pipe.
process.exitCode = await main(process.argv.slice(2), nodeIo());
