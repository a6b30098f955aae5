"""The offline page: scenes, their layout and data, and the files of the page itself in static/."""
