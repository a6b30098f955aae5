// Unpacks what the page carries compressed and starts it; a script runs only if its hash is allowed above.
async function unpacked(id) {
  const letters = atob(document.getElementById(id).textContent), packed = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) packed[at] = letters.charCodeAt(at);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream);
}

const unpack = async (id) => (await unpacked(id)).text();

const unpackedData = unpack("data");

(async () => {
  try {
    for (const text of await Promise.all(["library", "script"].map(unpack))) {
      const script = document.createElement("script");
      script.textContent = text;
      document.head.append(script);
    }
  } catch (unable) {
    document.body.append(document.getElementById("tooOld").content);
    throw unable;
  }
})();
