/** The first 8 hex digits of a hash over the sources in `sim/`; filled in when building and testing. */
declare const __ENGINE_HASH__: string;

/** The version in `package.json`; filled in when building and testing. */
declare const __VERSION__: string;
