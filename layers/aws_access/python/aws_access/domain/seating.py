"""How many can be led from one side to the other when each place on the way takes one: a maximum flow."""

Node = tuple[str, object]


class Ways:
    """Edges, each for one at most. A place that takes one alone is two nodes with an edge between them."""

    def __init__(self) -> None:
        self._to: dict[Node, set[Node]] = {}

    def add(self, one: Node, other: Node) -> None:
        """A way from one to the other."""
        self._to.setdefault(one, set()).add(other)
        self._to.setdefault(other, set())

    def most(self, sides: tuple[str, str]) -> int:
        """From the nodes of the first kind to those of the second; the edges are used up by it."""
        first, last = sides
        taken: set[Node] = set()
        return sum(self._lead(node, last, taken, {node}) for node in list(self._to) if node[0] == first)

    def _lead(self, node: Node, last: str, taken: set[Node], seen: set[Node]) -> bool:
        """One more from here; whoever went another way before may be led around (an augmenting path)."""
        if node[0] == last and node not in taken:
            taken.add(node)
            return True
        for each in [other for other in self._to[node] if other not in seen]:
            seen.add(each)
            if self._lead(each, last, taken, seen):
                self._to[node].discard(each)
                self._to[each].add(node)
                return True
        return False
