/** Version of the package. */
export const VERSION: string = __VERSION__;

/** Names the behaviour of this simulator: links and traces of another engine may run differently. */
export const ENGINE: string = __ENGINE_HASH__;
