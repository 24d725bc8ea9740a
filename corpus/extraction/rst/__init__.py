"""reStructuredText: parsed by docutils, including the directives and roles of Sphinx."""
