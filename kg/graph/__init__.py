"""From claims to RDF: policies admit claims, admitted claims become facts."""
