"""Compiles the program's catalogues of translated sentences into the data folder."""

from pathlib import Path

import polib

from namro.config.home import locale_path

PACKAGE = Path(__file__).resolve().parent.parent


def compile_translations() -> None:
    """One compiled catalogue for each language, made anew only when a source is newer."""
    sources: dict[str, list[Path]] = {}
    for source in sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po")):
        sources.setdefault(source.parts[-3], []).append(source)
    for language, files in sources.items():
        target = locale_path() / language / "LC_MESSAGES" / "django.mo"
        if target.exists() and target.stat().st_mtime > max(file.stat().st_mtime for file in files):
            continue
        catalogue = polib.POFile()
        catalogue.metadata = polib.pofile(str(files[0])).metadata
        for file in files:
            catalogue.extend(polib.pofile(str(file)))
        target.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save_as_mofile(str(target))
