"""reStructuredText: parsed by docutils, with Sphinx's directives and roles read for what they say."""
