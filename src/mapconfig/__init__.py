"""Change management and config-as-code for marketing automation platforms."""

__version__ = "0.1.0"
