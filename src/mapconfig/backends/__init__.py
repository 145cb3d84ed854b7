"""Adapters to platforms. They are found by the entry point group ``mapconfig.backends``, the built-in ones as well."""
