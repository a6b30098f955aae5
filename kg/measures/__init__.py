"""What is measured of a network, and how far it can be trusted."""
