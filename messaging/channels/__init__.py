"""Ways out of the house, one module each; every one the only importer of its library."""
