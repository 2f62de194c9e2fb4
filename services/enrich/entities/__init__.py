"""The entities stage: people, organisations and places with exact offsets and one canonical name each."""

from services.enrich.entities.stage import EntityStage, load

__all__ = ["EntityStage", "load"]
