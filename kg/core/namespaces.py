"""The terms that the code itself speaks of; relations are read from the ontology instead."""

from __future__ import annotations

BASE = "https://w3id.org/sahel-kg/"
"""Base of every resource we mint: the one place to change it."""


class Namespace:
    """A closed set of terms: a misspelt one is an ``AttributeError``, never a new IRI."""

    def __init__(self, base: str, terms: str):
        self.base = base
        self.terms = frozenset(terms.split())
        self.__dict__ |= {term: base + term for term in self.terms}

    def __getattr__(self, term: str) -> str:
        raise AttributeError(f"no term '{term}' in <{self.base}>")


SKG = Namespace(
    "https://w3id.org/sahel-kg/ns#",
    # how the vocabulary speaks about itself
    "path shape colour existsByClaim usualMode subjectExists objectExists "
    "edgeTail edgeHead edgeSign singleValued acyclic Relation expects "
    "TieRule onClass tieHub tieTail tieHead headOwner tieExcept statesPairs "
    # classes the code handles
    "Entity Event Claim Span TextUnit Sentence Heading Toll Time Policy Narrator Utterance "
    # claims
    "polarity narratorStance mode basis status evidence quote cue contrastCue coreference reason readingNote "
    "setAgainst conflictsWith saidIn addressedTo holdsAt saidAt admittedBy article "
    # entities, spans, sentences
    "describedAs scopedTo inSentence inSection number text silentBecause factsUnder "
    # articles
    "sha256 originalSha256 sender "
    # tolls and times
    "tollOf measure figure figureWords upperFigure comparator lowerBound upperBound population revision "
    "edtf earliest latest words anchor timeRelation distance "
    # networks and their measures
    "Network Measurement inNetwork ofNode score value position bestPosition worstPosition "
    "view underPolicy tiesBy fragileIn "
    # closed lists
    "Affirmed Negated Endorsed Reported Distanced Rejected "
    "Fact Estimate Analysis Evaluation Prescription Explicit Presupposed Inferred "
    "Prescribed Denied Contested Estimated Asserted "
    "Exactly AtLeast MoreThan AtMost LessThan About Between Vague First Revised "
    "Since Before After During At",
)
RDF = Namespace(
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type Statement subject predicate object reifies"
)
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#", "label domain range subClassOf")
OWL = Namespace(
    "http://www.w3.org/2002/07/owl#",
    "Class ObjectProperty DatatypeProperty SymmetricProperty versionInfo",
)
XSD = Namespace("http://www.w3.org/2001/XMLSchema#", "string boolean integer decimal date gYear gYearMonth")
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
"""The datatype of an EDTF string (https://id.loc.gov/datatypes/edtf.html)."""
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#", "prefLabel altLabel definition exactMatch note notation"
)
PROV = Namespace(
    "http://www.w3.org/ns/prov#",
    "wasAttributedTo wasGeneratedBy wasAssociatedWith wasDerivedFrom specializationOf used "
    "Activity Agent SoftwareAgent Entity",
)
OA = Namespace(
    "http://www.w3.org/ns/oa#",
    "SpecificResource TextPositionSelector TextQuoteSelector "
    "hasSource hasSelector start end exact prefix suffix",
)
CITO = Namespace("http://purl.org/spar/cito/", "disputes")
DCTERMS = Namespace(
    "http://purl.org/dc/terms/",
    "title description license rights RightsStatement source identifier creator publisher issued language "
    "conformsTo hasPart spatial temporal PeriodOfTime",
)
DCAT = Namespace(
    "http://www.w3.org/ns/dcat#",
    "Dataset Distribution distribution downloadURL accessURL mediaType version keyword startDate endDate",
)
SCHEMA = Namespace(
    "https://schema.org/", "NewsArticle datePublished inLanguage publisher headline author url archivedAt"
)
SH = Namespace("http://www.w3.org/ns/shacl#", "construct targetSubjectsOf targetObjectsOf")
SD = Namespace(
    "http://www.w3.org/ns/sparql-service-description#",
    "Service Dataset Graph NamedGraph endpoint supportedLanguage SPARQL11Query resultFormat feature "
    "UnionDefaultGraph defaultDataset defaultGraph namedGraph name graph",
)
VOID = Namespace(
    "http://rdfs.org/ns/void#",
    "Dataset inDataset subset feature uriSpace exampleResource vocabulary dataDump "
    "triples entities classes properties distinctSubjects distinctObjects",
)
ADMS = Namespace("http://www.w3.org/ns/adms#", "Identifier identifier schemeAgency")
WGS = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#", "lat long")

PREFIXES = {
    "skg": SKG.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "owl": OWL.base,
    "xsd": XSD.base,
    "skos": SKOS.base,
    "prov": PROV.base,
    "oa": OA.base,
    "cito": CITO.base,
    "dcterms": DCTERMS.base,
    "schema": SCHEMA.base,
    "sh": SH.base,
    "void": VOID.base,
    "dcat": DCAT.base,
    "sd": SD.base,
    "vann": "http://purl.org/vocab/vann/",
    "adms": ADMS.base,
    "wgs": WGS.base,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "time": "http://www.w3.org/2006/time#",
} | {
    path: f"{BASE}{path}/"
    for path in (
        *("actor", "voice", "place", "event", "situation", "utterance", "document", "concept"),
        *("claim", "span", "sentence", "toll", "policy", "article"),
        *("network", "measurement", "dataset"),
    )
}
"""Prefixes of every file we write, and of readable names in tables."""

GRAPHS = {name: f"{BASE}graph/{name}" for name in ("claims", "registry", "background", "meta", "ontology")}
"""The named graphs of the dataset; the default graph holds only what admitted claims yield."""
BESIDE = {name: f"{BASE}graph/{name}" for name in ("measures", "derived", "closure")}
"""Graphs that are computed from the dataset, in files of their own: ``sahel.*`` holds none of them."""
ASKED = (*GRAPHS.values(), *BESIDE.values())
"""The named graphs that a question is asked of, as far as they are there."""


def shorten(iri: str) -> str:
    """Write an IRI with a known prefix, or leave it.

    >>> shorten("https://w3id.org/sahel-kg/actor/jnim")
    'actor:jnim'
    """
    head = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _BY_BASE.get(iri[:head])
    return f"{prefix}:{iri[head:]}" if prefix else iri


_BY_BASE = {base: prefix for prefix, base in PREFIXES.items()}
