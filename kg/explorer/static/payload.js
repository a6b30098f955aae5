// What boot.js has unpacked, or will. From outside of their files the scripts of a page take this, vis (vis-network,
// in drawing.js) and oxigraph (its engine, in engine.js), and nothing else.
export const payload = globalThis.payload;
