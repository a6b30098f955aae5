"""Where the nodes of a scene stand on the page."""
