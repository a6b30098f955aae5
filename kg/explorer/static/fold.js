// Letters as a search compares them: without accents and case.
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
