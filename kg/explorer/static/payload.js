// What boot.js has unpacked, or will: the one thing that scripts of the page take from outside of their files.
export const payload = globalThis.payload;
