// Unpacks what the page carries compressed and starts it; a script runs only if its hash is allowed above.
async function unpack(id) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

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
