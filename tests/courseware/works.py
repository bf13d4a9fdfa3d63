"""Hypothesis strategies: works as authors could have written them, and folders as nobody should."""

import string
from datetime import date
from typing import Any

from hypothesis import strategies as st

from attune.courseware import (
    PRINCIPLES,
    ROLES,
    Acknowledgement,
    Advisory,
    Check,
    Choice,
    Component,
    Credit,
    Evaluation,
    EvaluationOption,
    EvaluationQuestion,
    Files,
    Lesson,
    Module,
    Node,
    Objective,
    Option,
    Pair,
    Question,
    Scenario,
    Section,
    Series,
    Source,
    Term,
    Text,
    Topic,
)
from attune.courseware.tables import tidy
from tests.courseware.small import DRAWING, module_files, series_files

LETTERS = string.ascii_letters + string.digits + " .,;!?'\"\\#*_`-–é日ü€&%$@/()=+:"
WORD = st.text(alphabet=string.ascii_lowercase + string.digits + "-", max_size=12).map(lambda text: f"x{text}")
PLAIN = (
    st.text(alphabet=LETTERS, min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split(" ")).strip())
    .map(lambda text: " ".join(each for each in text.split(" ") if each))
    .map(lambda text: text or "words")
)
TITLE = st.text(alphabet=string.ascii_letters + string.digits + " .,?'\"–é日", min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "Title"
)
MINUTES = st.integers(1, 60)
DAY = st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1))
SOURCES = ("M1-01", "T3")
TERMS = ("mdt", "ndr")


def markdown(*, has_headings: bool = False) -> st.SearchStrategy[Text]:
    """Paragraphs, lists, quotations, code, citations, terms, blocks: all allowed."""
    words = st.text(alphabet=string.ascii_letters + " .,?'\"é日\\&%$*_`#", min_size=1, max_size=30)
    pieces = [
        words.map(lambda text: f"So {text}".replace("<", "")),
        st.sampled_from(
            [
                "A claim.[^M1-01] Another.[^T3][^M1-01]",
                "The [team](term:mdt) and the [register](term:ndr).",
                "[A page](https://example.org/a?b=c&d), [a letter](mailto:a@example.org).",
                "- one\n- two\n  - three",
                "1. one\n2. two",
                "> quoted",
                "```\n::: not a block\n<b>\n```",
                "    code",
                "| a | b |\n|---|--:|\n| 1 | 2 |",
                "a  \nb",
                "\"\"\"quoted\"\"\" and '''so''' and \\\\ back",
                "::: aside In practice\n- one\n:::",
                "::: pair\n::: do\nx\n:::\n::: dont\ny\n:::\n:::",
                "::: voice M1-01 T3\nWords.\n:::",
                "::: advisory\nGrief.\n:::",
                "::: reflection\nWhat?\n:::",
                '::: figure assets/a.svg "Two lines"\nA caption.\n:::',
                *(["### Three", "### Three\n\n#### Four\n\n### Three"] if has_headings else []),
            ]
        ),
    ]
    return st.lists(st.one_of(pieces), min_size=1, max_size=4).map(lambda each: Text(tidy("\n\n".join(each))))


@st.composite
def unique(draw: Any, make: Any, least: int = 1, most: int = 4) -> tuple[Any, ...]:
    """Things made of ids, none twice."""
    return tuple(draw(make(each)) for each in draw(st.lists(WORD, min_size=least, max_size=most, unique=True)))


CITED = st.lists(st.sampled_from(SOURCES), unique=True).map(tuple)
FIELD = markdown()
OPTIONAL = FIELD | st.just(Text(""))
ADVISORY = st.builds(Advisory, PLAIN, PLAIN, PLAIN, st.none() | MINUTES)
CREDIT = st.lists(st.builds(Credit, PLAIN, PLAIN, st.sampled_from(["1", "1.5", "0.25"])), max_size=2).map(tuple)


def lessons(own: str) -> st.SearchStrategy[Lesson]:
    def section(each: str) -> st.SearchStrategy[Section]:
        return st.builds(Section, st.just(each), TITLE, markdown(has_headings=True), st.none() | st.integers(1, 99))

    return st.builds(Lesson, st.just(own), TITLE, MINUTES, unique(section), st.none() | ADVISORY, is_required=st.booleans())


@st.composite
def questions(draw: Any, own: str) -> Question:
    kind = draw(st.sampled_from(["single", "multiple", "order", "match", "short"]))
    ids = draw(st.lists(WORD, min_size=2, max_size=4, unique=True))
    right = 0 if kind == "single" else draw(st.integers(0, len(ids) - 2))
    options = tuple(
        Option(
            each,
            f"{number} {draw(PLAIN)}",
            kind in ("single", "multiple") and number <= right,
            draw(OPTIONAL if kind == "order" else FIELD),
            draw(CITED),
        )
        for number, each in enumerate(ids)
    )
    pairs = tuple(Pair(each, f"{number} left", f"{number} {draw(PLAIN)}") for number, each in enumerate(ids))
    return Question(
        own,
        kind,
        draw(FIELD),
        draw(OPTIONAL if kind in ("single", "multiple") else FIELD),
        options if kind in ("single", "multiple", "order") else (),
        pairs if kind == "match" else (),
        draw(st.lists(PLAIN.map(lambda text: f"a{text}"), min_size=1, max_size=3).map(tuple)) if kind == "short" else (),
        draw(CITED),
    )


@st.composite
def checks(draw: Any, own: str) -> Check:
    pool = draw(unique(lambda each: questions(f"{own[:30]}-{each}")))
    return Check(
        own,
        draw(TITLE),
        draw(MINUTES),
        draw(st.integers(1, 100)),
        pool,
        draw(st.none() | st.integers(1, len(pool))),
        draw(OPTIONAL),
        draw(st.booleans()),
    )


@st.composite
def scenarios(draw: Any, own: str) -> Scenario:
    """A strong path through all nodes, and other choices from anywhere to anywhere."""
    ids = draw(st.lists(WORD, min_size=1, max_size=5, unique=True))
    nodes = []
    for number, each in enumerate(ids[:-1]):
        onwards = [(ids[number + 1], "strong")]
        onwards += draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(["strong", "weak", "harm"])), max_size=3))
        choices = tuple(
            Choice(
                f"c{place}",
                draw(PLAIN),
                to,
                quality,
                draw(FIELD),
                draw(FIELD),
                draw(st.lists(st.sampled_from(PRINCIPLES), unique=True).map(tuple)),
                draw(CITED),
            )
            for place, (to, quality) in enumerate(onwards)
        )
        nodes.append(Node(each, draw(FIELD), draw(PLAIN), choices))
    nodes.append(Node(ids[-1], draw(FIELD), "", (), True, draw(FIELD)))
    return Scenario(
        own,
        draw(TITLE),
        draw(MINUTES),
        draw(PLAIN),
        draw(FIELD),
        ids[0],
        tuple(draw(st.permutations(nodes))),
        draw(FIELD),
        draw(st.sampled_from(["finish", "no-harm"])),
        draw(st.booleans()),
    )


@st.composite
def evaluation_questions(draw: Any, own: str) -> EvaluationQuestion:
    kind = draw(st.sampled_from(["scale", "choice", "comment"]))
    options = draw(unique(lambda each: st.builds(EvaluationOption, st.just(each), PLAIN), 2))
    low, high = (draw(PLAIN), draw(PLAIN)) if kind == "scale" else ("", "")
    return EvaluationQuestion(own, kind, draw(PLAIN), low, high, options if kind == "choice" else ())


def components(own: str) -> st.SearchStrategy[Component]:
    return st.one_of(
        lessons(own),
        checks(own),
        scenarios(own),
        st.builds(Evaluation, st.just(own), TITLE, MINUTES, unique(evaluation_questions), OPTIONAL, st.booleans()),
        st.builds(Acknowledgement, st.just(own), TITLE, MINUTES, FIELD, PLAIN, st.booleans()),
    )


def references() -> st.SearchStrategy[tuple[dict[str, Source], dict[str, Term]]]:
    def source(own: str) -> st.SearchStrategy[Source]:
        url = st.just("https://example.org/x")
        return st.builds(Source, st.just(own), PLAIN, PLAIN, PLAIN | st.just(""), st.sampled_from("PMS"), url, PLAIN | st.just(""))

    def term(own: str) -> st.SearchStrategy[Term]:
        return st.builds(Term, st.just(own), PLAIN, st.just(Text("See [this](term:mdt).[^T3]")), CITED)

    return st.tuples(
        st.fixed_dictionaries({each: source(each) for each in SOURCES}),
        st.fixed_dictionaries({each: term(each) for each in TERMS}),
    )


@st.composite
def modules(draw: Any) -> Module:
    """A module that stands alone."""
    parts = draw(unique(components).filter(lambda each: any(one.is_required for one in each)))
    asked = [question.id for part in parts if isinstance(part, Check) for question in part.questions]
    total = sum(part.minutes for part in parts)
    sources, glossary = draw(references())
    objectives = unique(
        lambda each: st.builds(
            Objective,
            st.just(each),
            PLAIN,
            st.lists(st.sampled_from([part.id for part in parts]), unique=True).map(tuple),
            st.just(tuple(dict.fromkeys(asked))),
        ),
        0,
    )
    return Module(
        draw(WORD),
        draw(PLAIN),
        draw(PLAIN),
        draw(PLAIN),
        draw(st.just(total) | MINUTES),
        parts,
        draw(objectives),
        draw(st.lists(WORD, max_size=3, unique=True).map(tuple)),
        draw(st.lists(st.sampled_from(ROLES), unique=True).map(tuple)),
        draw(st.none() | ADVISORY),
        requires=draw(st.lists(WORD.map(lambda text: f"other-{text}"), max_size=2, unique=True).map(tuple)),
        review_by=draw(DAY),
        licence=draw(PLAIN | st.just("")),
        notice=draw(PLAIN | st.just("")),
        credit=draw(CREDIT),
        sources=sources,
        glossary=glossary,
        assets={"assets/a.svg": DRAWING},
    )


@st.composite
def series(draw: Any) -> Series:
    """A series that stands alone."""
    sources, glossary = draw(references())
    return Series(
        draw(WORD),
        draw(PLAIN),
        draw(PLAIN),
        draw(PLAIN),
        draw(st.sampled_from(["everyone", "signed-in", "vetted", "roles"])),
        draw(st.lists(WORD, min_size=1, max_size=4, unique=True).map(tuple)),
        draw(st.just(Text("Words.[^T3]\n\n## Who\n\nThe [team](term:mdt)."))),
        draw(PLAIN),
        draw(PLAIN),
        draw(st.lists(st.sampled_from(ROLES), min_size=1, unique=True).map(tuple)),
        draw(unique(lambda each: st.builds(Topic, st.just(each), PLAIN), 0)),
        draw(CREDIT),
        draw(DAY),
        draw(DAY),
        draw(PLAIN | st.just("")),
        sources,
        glossary,
    )


NAMES = st.sampled_from([*module_files(), *series_files(), "x", "assets/x.svg", "9-x.md", "m/module.toml", "../a"])
VALUES = st.recursive(
    st.none().map(lambda _: "''")
    | st.sampled_from(["true", "1", "-1", "1.5", "nan", "07:32:00", "1979-05-27", "1979-05-27T07:32:00Z", "9" * 5000])
    | st.text(string.printable, max_size=8).map(lambda text: repr(text.replace("'", ""))),
    lambda inner: st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]") | inner.map(lambda each: f"{{id = {each}}}"),
    max_leaves=4,
)


@st.composite
def strange_folders(draw: Any) -> Files:
    """Any bytes under any names."""
    return draw(st.dictionaries(NAMES | st.text(max_size=8), st.binary(max_size=60) | st.text(max_size=60).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    ), max_size=6))  # fmt: skip


@st.composite
def damaged_folders(draw: Any, files: Files) -> Files:
    """A good folder in which lines, values and files were lost, doubled, swapped or mistyped."""
    damaged = dict(files)
    for path in draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=3)):
        lines = damaged[path].split(b"\n")
        at = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["value", "drop", "double", "swap", "cut", "bytes", "file", "rename", "mark"]))
        if kind == "value" and b"=" in lines[at]:
            lines[at] = lines[at].split(b"=")[0] + b"= " + draw(VALUES).encode()
        elif kind == "drop":
            del lines[at]
        elif kind == "double":
            lines.insert(draw(st.integers(0, len(lines))), lines[at])
        elif kind == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "cut":
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        elif kind == "mark":
            mark = draw(st.sampled_from([b":::", b"```", b"+++", b"> ", b"#", b"[[", b"]", b'"""', b"<", b"[^", b"- "]))
            lines[at] = mark + lines[at]
        elif kind == "bytes":
            lines[at] += draw(st.binary(max_size=6))
        damaged[path] = b"\n".join(lines)
        if kind == "file":
            del damaged[path]
        elif kind == "rename":
            damaged[draw(NAMES)] = damaged.pop(path)
        if path not in damaged:
            break
    return damaged
