"""Markup that is the same for everybody who sees the same: drawn once per process, known by what it is drawn from."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from attune.courseware.model import Term
from attune.web.learner.frame import Cited, Item, Stand


@lru_cache(maxsize=2048)
def outline(place: str, title: str, href: str, items: tuple[Item, ...]) -> SafeString:
    """The parts of a module, with what is done and where one is."""
    return render_to_string(
        "components/outline.html", {"place": place, "module_title": title, "module_href": href, "items": items}
    )


@lru_cache(maxsize=1024)
def shelf(slug: str, title: str, href: str, modules: tuple[Stand, ...]) -> SafeString:
    """A series with its modules, and how far somebody is in each: many stand at the same place."""
    complete = sum(each.is_complete for each in modules)
    shown = {"slug": slug, "title": title, "href": href, "modules": modules, "complete": complete}
    return render_to_string("learner/shelf.html", {"shelf": shown})


@lru_cache(maxsize=1024)
def margin(sources: tuple[Cited, ...], terms: tuple[Term, ...]) -> SafeString:
    """What stands below a page: its words and its sources."""
    return render_to_string("learner/margin.html", {"sources": sources, "terms": terms})
