"""The services as Python classes."""
