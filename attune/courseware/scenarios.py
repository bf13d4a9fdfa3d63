"""Practice conversations: nodes and choices, and whether every path makes sense."""

from collections.abc import Collection, Iterable, Mapping

from attune.courseware.margin import Margin, listed
from attune.courseware.model import EMPTY, PRINCIPLES, Choice, Counts, Node, Quality, Scenario
from attune.courseware.tables import Table, note_repeated

QUALITIES: tuple[Quality, ...] = ("strong", "weak", "harm")
COUNTS: tuple[Counts, ...] = ("no-harm", "finish")
MOST_CHOICES = 6


def read_scenario(component_id: str, table: Table) -> Scenario:
    """A conversation from its file."""
    start = table.identifier("start")
    nodes = tuple(_read_node(each) for each in table.tables("nodes", "node", by_id=True))
    note_repeated([node.id for node in nodes], "nodes", table.margin)
    look_over_graph(start, nodes, table.margin)
    return Scenario(
        id=component_id,
        title=table.text("title", limit=200),
        minutes=table.whole("minutes", 1, 600) or 1,
        goal=table.text("goal", limit=600),
        prebrief=table.markdown("prebrief"),
        start=start,
        nodes=nodes,
        debrief=table.markdown("debrief"),
        counts=table.word("counts", COUNTS, usual="no-harm"),
        is_required=table.yes("required", usual=True),
    )


def look_over_graph(start: str, nodes: Iterable[Node], margin: Margin) -> None:
    """Note choices to nowhere, nodes out of reach, paths without an end, and a missing path of strong choices."""
    by_id = {node.id: node for node in nodes if node.id}
    if not by_id:
        margin.wrong("A conversation has at least one node, under [[nodes]].")
        return
    for node in by_id.values():
        for number, choice in enumerate(node.choices, 1):
            if choice.to and choice.to not in by_id:
                margin.at(f"node {node.id}, choice {number}").wrong(f"It leads to “{choice.to}”, which is no node.")
    if start not in by_id:
        if start:
            margin.wrong(f"`start` is “{start}”, which is no node.")
        return
    _look_over_paths(start, by_id, margin)


def _look_over_paths(start: str, by_id: Mapping[str, Node], margin: Margin) -> None:
    ways = {node.id: {choice.to for choice in node.choices} for node in by_id.values()}
    strong = {node.id: {choice.to for choice in node.choices if choice.quality == "strong"} for node in by_id.values()}
    reached = _reach([start], ways)
    back: dict[str, set[str]] = {}
    for node_id, following in ways.items():
        for to in following:
            back.setdefault(to, set()).add(node_id)
    ends = {node.id for node in by_id.values() if node.is_end}
    ending = _reach(ends, back)
    for node_id in by_id:
        if node_id not in reached:
            margin.at(f"node {node_id}").wrong("No path from the start comes here.")
        elif node_id not in ending:
            margin.at(f"node {node_id}").wrong("No path from here comes to an end.")
    if reached & ends and not _reach([start], strong) & ends:
        margin.wrong("There is no path of strong choices alone from the start to an end.")


def _reach(starts: Collection[str], ways: Mapping[str, set[str]]) -> set[str]:
    """Everything that can be reached, the starts included."""
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in reached:
            reached.add(node)
            waiting.extend(ways.get(node, ()))
    return reached


def _read_node(table: Table) -> Node:
    is_end = table.yes("is_end", usual=False)
    choices = tuple(_read_choice(each) for each in table.tables("choices", "choice"))
    note_repeated([choice.id for choice in choices], "choices", table.margin)
    if is_end and choices:
        table.margin.wrong("An end has no choices.")
    elif not is_end and not 0 < len(choices) <= MOST_CHOICES:
        table.margin.wrong(f"A node has 1 to {MOST_CHOICES} choices, or is an end (`is_end = true`); this one has {len(choices)}.")
    node = Node(
        id=table.identifier(),
        says=table.markdown("says"),
        tone=table.text("tone", limit=200, is_needed=False),
        choices=choices,
        is_end=is_end,
        outcome=table.markdown("outcome") if is_end else EMPTY,
    )
    table.finish()
    return node


def _read_choice(table: Table) -> Choice:
    principles = table.ids("principles")
    for principle in principles:
        if principle not in PRINCIPLES:
            table.margin.wrong(f"“{principle}” is not a principle; it must be {listed(PRINCIPLES)}.")
    choice = Choice(
        id=table.identifier(),
        text=table.text("text", limit=800),
        to=table.identifier("to"),
        quality=table.word("quality", QUALITIES),
        consequence=table.markdown("consequence"),
        why=table.markdown("why"),
        principles=principles,
        sources=table.sources(),
    )
    table.finish()
    return choice
