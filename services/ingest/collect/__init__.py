"""Collecting: the sources of ``sources.yaml`` visited again and again, politely, and what they hold published."""
