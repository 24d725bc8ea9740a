"""The tests; a package so that ``tests.botapi`` can be imported wherever a test stands."""
