"""The one door: files in, a work or every problem out."""

from datetime import date

from attune.courseware.compiling import compile_work, relative
from attune.courseware.folders import below, look_over_paths
from attune.courseware.margin import Margin, Unreadable
from attune.courseware.model import Files, Module, Reading, Series, Split
from attune.courseware.modules import MODULE, Place, read_module
from attune.courseware.references import GLOSSARY, SOURCES, References, read_references
from attune.courseware.rendering import AssetUrl
from attune.courseware.series import ABOUT, SERIES, look_over_modules, read_series
from attune.courseware.shelf import Shelf
from attune.courseware.writing import write_references

_OF_SERIES = (SERIES, ABOUT, SOURCES, GLOSSARY)


def read(files: Files, *, today: date | None = None, asset_url: AssetUrl = relative) -> Reading:
    """The series (a whole folder with its modules, or alone) or the module in `files`, compiled.

    `work` is None when a problem is blocking. `today` lets works that are past their review be remarked on;
    `asset_url` gives the address of "assets/name.svg". Never raises, whatever the files hold.
    """
    margin = Margin()
    look_over_paths(files, margin)
    if SERIES in files and MODULE in files:
        margin.of(MODULE).wrong("A folder holds a series or a module; this one holds both.")
    elif SERIES in files:
        return _read_series(files, margin, today, asset_url)
    elif MODULE in files:
        return _read_module(files, margin, today, asset_url)
    else:
        margin.wrong("This is not a course: there is neither a series.toml nor a module.toml in the folder.")
    return Reading(None, margin.problems())


def split(files: Files) -> Split:
    """The works of a whole series folder, each as files that stand alone. Raises Unreadable."""
    reading = read(files)
    if not isinstance(reading.work, Series):
        if reading.work is not None:
            margin = Margin()
            margin.of(MODULE).wrong("This folder holds one module. A series folder holds a series.toml.")
            raise Unreadable(margin.problems())
        raise Unreadable(reading.problems)
    return Split(
        {path: files[path] for path in (SERIES, ABOUT)} | write_references(reading.work),
        {module_id: below(files, f"{module_id}/") | write_references(module) for module_id, module in reading.modules.items()},
    )


def _read_module(files: Files, margin: Margin, today: date | None, asset_url: AssetUrl) -> Reading:
    references = read_references(files, margin)
    module, shelf = read_module(Place("", files, margin, today), references)
    references.note_unused([shelf], margin)
    if module is None or margin.is_blocked:
        return Reading(None, margin.problems())
    return Reading(compile_work(module, asset_url=asset_url), margin.problems())


def _read_series(files: Files, margin: Margin, today: date | None, asset_url: AssetUrl) -> Reading:
    references = read_references(files, margin)
    folders = _folders(files, margin)
    series, shelf = read_series(files, margin, references, is_alone=not folders, today=today)
    modules: dict[str, Module] = {}
    shelves: list[Shelf] = [shelf]
    for folder in folders:
        place = Place(f"{folder}/", below(files, f"{folder}/"), margin, today)
        module, used = _read_within(place, references)
        shelves.append(used)
        if module is not None:
            modules[folder] = module
    if series is not None and folders:
        look_over_modules(series, modules, folders, margin)
    elif series is not None:
        margin.of(SERIES).remark("The folders of its modules are not here, so they were not looked at.")
    references.note_unused(shelves, margin)
    if series is None or margin.is_blocked:
        return Reading(None, margin.problems())
    return Reading(
        compile_work(series, asset_url=asset_url),
        margin.problems(),
        {each: compile_work(modules[each], asset_url=asset_url) for each in series.modules if folders},
    )


def _read_within(place: Place, references: References) -> tuple[Module | None, Shelf]:
    if MODULE not in place.files:
        place.margin_of(MODULE).wrong("This file is missing. Every folder in a series folder is a module.")
    for path in (SOURCES, GLOSSARY):
        if path in place.files:
            place.margin_of(path).wrong("Sources and terms stand beside series.toml, for all modules together.")
    return read_module(place, references)


def _folders(files: Files, margin: Margin) -> list[str]:
    """The folders beside series.toml; other files there are noted."""
    folders = dict.fromkeys(path.split("/", 1)[0] for path in files if "/" in path)
    for path in files:
        if "/" not in path and path not in _OF_SERIES:
            margin.of(path).wrong("The format does not know this file here.")
    return list(folders)
