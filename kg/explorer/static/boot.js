// Unpacks what the page carries compressed and starts it; a script runs only if its hash is allowed above.
// What the page carries under an id, as bytes.
async function bytes(id) {
  const letters = atob(document.getElementById(id).textContent);
  const packed = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) packed[at] = letters.charCodeAt(at); // from() takes ten times as long
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

const text = async (id) => new TextDecoder().decode(await bytes(id));

globalThis.payload = { bytes, text, data: text("data") }; // begun at once, beside the scripts

(async () => {
  try {
    for (const part of await Promise.all(["vis-network", "script"].map(text))) {
      const script = document.createElement("script");
      script.textContent = part;
      document.head.append(script);
    }
  } catch (unable) {
    document.body.append(document.getElementById("tooOld").content);
    throw unable;
  }
})();
