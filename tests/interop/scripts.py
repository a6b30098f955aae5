"""What the packages of npm are told: each script prints what its package read."""

N3 = """
const N3 = require('n3'), fs = require('fs');
const [path, format] = process.argv.slice(2);
const quads = new N3.Parser({format}).parse(fs.readFileSync(path, 'utf8'));
process.stdout.write(new N3.Writer({format: 'N-Quads'}).quadsToString(quads));
"""
RDFXML = """
const {RdfXmlParser} = require('rdfxml-streaming-parser'), N3 = require('n3'), fs = require('fs');
const quads = [], parser = new RdfXmlParser({baseIRI: 'http://base/', strict: true});
fs.createReadStream(process.argv[2], 'utf8').pipe(parser).on('data', quad => quads.push(quad))
  .on('error', error => { throw error })
  .on('end', () => process.stdout.write(new N3.Writer({format: 'N-Quads'}).quadsToString(quads)));
"""
JSONLD = """
const jsonld = require('jsonld'), fs = require('fs');
const fetched = async url => { throw new Error('it fetches ' + url) };
jsonld.toRDF(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')),
  {format: 'application/n-quads', documentLoader: fetched, safe: true})
  .then(text => process.stdout.write(text));
"""
CANONICAL = """
const {canonize, NQuads} = require('rdf-canonize'), fs = require('fs');
canonize(NQuads.parse(fs.readFileSync(process.argv[2], 'utf8')), {algorithm: 'RDFC-1.0'})
  .then(text => process.stdout.write(text));
"""
CANONICAL_JSONLD = """
const jsonld = require('jsonld'), fs = require('fs');
jsonld.canonize(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')),
  {algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true})
  .then(text => process.stdout.write(text));
"""
GRAPHOLOGY = """
const Graph = require('graphology'), gexf = require('graphology-gexf'), fs = require('fs');
const graph = gexf.parse(Graph, fs.readFileSync(process.argv[2], 'utf8'));
process.stdout.write(JSON.stringify({
  nodes: graph.mapNodes((id, data) => [id, data]),
  edges: graph.mapEdges((id, data, source, target) => [id, source, target, data]),
}));
"""
CYTOSCAPE = """
const cytoscape = require('cytoscape'), fs = require('fs');
const {elements} = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const graph = cytoscape({headless: true, elements});
process.stdout.write(JSON.stringify({
  nodes: graph.nodes().map(node => [node.id(), node.data()]),
  edges: graph.edges().map(edge => [edge.id(), edge.source().id(), edge.target().id(), edge.data()]),
  members: graph.edges('.memberOf').map(edge => edge.id()),
}));
"""
