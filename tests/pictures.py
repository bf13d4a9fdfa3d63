"""`make pictures`: a picture of every page, as the person who sees it, light and dark, wide and narrow.

Writes docs/pictures/PAGE-SCHEME-WIDTH.png; what is no longer taken is removed.
"""

import io
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import chromium, sign_in
from tests.server import ROOT, Server, template_for
from tests.walk import take_module

FOLDER = ROOT / "docs" / "pictures"
SERIES = "csam-survivors"
MODULES = ("understanding-csam-and-its-impacts", "making-first-contact")
VARIANTS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 360)]
TALLEST = {1280: 2400, 360: 3200}  # pixels; a longer page is cut there
MOST_BYTES = 120_000
VISITOR = {
    "home": "/",
    "series-list": "/series/",
    "search": "/series/?text=first+contact",
    "series": f"/series/{SERIES}/",
    "module": f"/series/{SERIES}/{MODULES[0]}/",
    "updates": "/updates/",
    "verify": "/verify/",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "components": "/components/",
    "sign-in": "/account/login/",
    "sign-up": "/account/signup/",
    "forgotten-password": "/account/password/reset/",
    "not-found": "/nowhere/",
}


class Album:
    """The pictures taken so far. Each page once, however often the way leads past it."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder
        self.taken: set[str] = set()

    def take(self, name: str, page: Page) -> None:
        """The page where `page` is, for the same person, as saved (not what is only filled in), in every variant."""
        if name in self.taken:
            return
        self.taken.add(name)
        cookies = page.context.storage_state()
        for scheme, width in VARIANTS:
            context = self.browser.new_context(
                storage_state=cookies, color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce"
            )
            self._take(context, page.url, self.folder / f"{name}-{scheme}-{width}.png", width)
            context.close()
        print(f"  {name}")

    def _take(self, context: BrowserContext, url: str, file: Path, width: int) -> None:
        page = context.new_page()
        page.goto(url)
        page.evaluate("document.fonts.ready")
        for image in page.locator("img[loading=lazy]").all():
            image.evaluate("one => { one.loading = 'eager'; return one.decode().catch(() => {}) }")
        tall = min(TALLEST[width], page.evaluate("document.documentElement.scrollHeight"))
        shot = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": tall})
        file.write_bytes(small(shot))


def small(shot: bytes) -> bytes:
    """The same picture in as many colours as fit into MOST_BYTES."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (64, 32, 16):
        made = io.BytesIO()
        picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
        if made.tell() <= MOST_BYTES:
            break
    return made.getvalue()


def person(server: Server, browser: Browser, name: str | None = None) -> Page:
    """A page on which that member of the cast is signed in. Without JavaScript: every step is a page."""
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(15_000)
    if name:
        sign_in(page, server, name)
    return page


def visitor(server: Server, browser: Browser, album: Album) -> None:
    page = person(server, browser)
    for name, path in VISITOR.items():
        page.goto(server.base_url + path)
        album.take(name, page)


def applicants(server: Server, browser: Browser, album: Album) -> None:
    """Priya asks; Sam waits."""
    priya, sam = person(server, browser, "Priya Nair"), person(server, browser, "Sam Okafor")
    for name, page in (("access-ask", priya), ("access-waiting", sam)):
        page.goto(f"{server.base_url}/me/access/")
        album.take(name, page)
    priya.goto(f"{server.base_url}/me/")
    album.take("me-new", priya)


def learner(server: Server, browser: Browser, album: Album) -> None:
    """Dana takes both modules and has her certificate."""
    page = person(server, browser, "Dana Reyes")
    page.goto(f"{server.base_url}/learn/{SERIES}/")
    album.take("learn-series", page)
    for module in MODULES:
        address = f"{server.base_url}/learn/{SERIES}/{module}/"
        page.goto(address)
        take_module(page, server.base_url, SERIES, module, lambda name, where: album.take(name, where))
        page.goto(f"{address}why/")
        album.take("complete", page)
        page.goto(f"{server.base_url}/me/")
        album.take("me", page)
    certificates(server, page, album)


def certificates(server: Server, page: Page, album: Album) -> None:
    page.goto(f"{server.base_url}/me/transcript/")
    links = page.locator("a[href^='/certificates/']")
    for _ in range(60):
        if links.count():
            break
        time.sleep(1)
        page.reload()
    album.take("transcript", page)
    number = (links.first.get_attribute("href") or "").removesuffix(".pdf").strip("/").split("/")[1]
    for name, path in (("certificate", f"/certificates/{number}/"), ("verified", f"/verify/{number}/")):
        page.goto(server.base_url + path)
        album.take(name, page)


def staff(server: Server, browser: Browser, album: Album) -> None:
    page = person(server, browser, "Ruth Adeyemi")
    page.goto(f"{server.base_url}/staff/requests/")
    album.take("requests", page)
    page.locator("main a[href^='/staff/requests/']").first.click()
    album.take("request", page)
    page.goto(f"{server.base_url}/outbox/")
    album.take("outbox", page)


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as there,
        template_for(Path(there) / "template", database_url=None) as template,
        template.copy(Path(there) / "home") as place,
        Server(place) as server,
        chromium() as browser,
    ):
        album = Album(browser, FOLDER)
        for walk in (visitor, applicants, staff, learner):
            walk(server, browser, album)
    for file in FOLDER.glob("*.png"):
        if file.name.rsplit("-", 2)[0] not in album.taken:
            file.unlink()
    print(f"{len(album.taken)} pages, {sum(file.stat().st_size for file in FOLDER.glob('*.png')) // 1000} kB in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
