"""The stages that the settings ask for, or a sentence for whoever has to mend the installation."""

from __future__ import annotations

from services.enrich.entities.profile import Profile
from services.enrich.pipeline import Pipeline, load_pipeline
from shared.errors import UserError


def load(profile: Profile) -> Pipeline:
    """Raises UserError where a model is missing or cannot be read; it names the stage."""
    loading = ["?"]
    try:
        return load_pipeline(loading.append, profile)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise UserError(
            f"the stage {loading[-1]!r} cannot be loaded ({type(error).__name__}: {error}): the installation is "
            f"incomplete or damaged; install it again: pip install --force-reinstall --no-deps 'lajmi[enrich]'"
        ) from error
