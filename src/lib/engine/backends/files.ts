/**
 * Where TensorFlow.js's wasm lies. A page's worker says it (the bundler knows the addresses); Node finds it by itself.
 * Apart from tfjs.ts, so that saying it does not load TensorFlow.js.
 */
export const tensorFiles: { wasm: Readonly<Record<string, string>> | null } = { wasm: null };
