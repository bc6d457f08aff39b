"""The structure of a PDF for those who have it read to them: paragraphs, headings, tables (PDF 32000-1, 14.7)."""

from collections.abc import Sequence
from typing import Any

import pydyf

from replies.rendering.pieces import Path

# A TH whose key begins so heads its row; any other heads its column.
ROW_HEADER = "row"


class StructureTree:
    """Collects which content of which page belongs to which element, then writes the tree."""

    def __init__(self) -> None:
        # For each page, the element of each marked content in turn.
        self._pages: list[list[tuple[Path, str]]] = []

    def begin_page(self) -> None:
        self._pages.append([])

    def mark(self, path: Path, alt: str = "") -> int:
        """The number under which the next content of the page is marked as belonging to the element at `path`."""
        self._pages[-1].append((path, alt))
        return len(self._pages[-1]) - 1

    def write(self, pdf: pydyf.PDF, language: str) -> None:
        """Adds the tree to the document, and what PDF/A-3a asks for beside it."""
        parents = pydyf.Dictionary({"Nums": pydyf.Array()})
        root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        for element in (parents, root):
            pdf.add_object(element)
        root["ParentTree"] = parents.reference
        top = _element(pdf, "Document", 0, root)
        root["K"] = pydyf.Array([top.reference])
        elements: dict[Path, Any] = {(): top}
        for number, (page, marks) in enumerate(zip(_pages_of(pdf), self._pages, strict=True)):
            page["StructParents"], page["Tabs"] = number, "/S"
            owners = pydyf.Array()
            for content, (path, alt) in enumerate(marks):
                element = self._reach(pdf, elements, path)
                if alt:
                    element["Alt"] = pydyf.String(alt)
                element["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": page.reference, "MCID": content}))
                owners.append(element.reference)
            parents["Nums"].extend([number, owners])
        root["ParentTreeNextKey"] = len(self._pages)
        pdf.catalog["StructTreeRoot"] = root.reference
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["Lang"] = pydyf.String(language)

    def _reach(self, pdf: pydyf.PDF, elements: dict[Path, Any], path: Path) -> Any:
        """The element at a path, with those above it, made where they are not there yet."""
        if path not in elements:
            parent = self._reach(pdf, elements, path[:-1])
            elements[path] = _element(pdf, *path[-1], parent)
            parent["K"].append(elements[path].reference)
        return elements[path]


def _element(pdf: pydyf.PDF, kind: str, key: int | str, parent: Any) -> Any:
    element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{kind}", "P": parent.reference, "K": pydyf.Array()})
    if kind == "TH":
        element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Row" if str(key).startswith(ROW_HEADER) else "/Column"})
    pdf.add_object(element)
    return element


def _pages_of(pdf: pydyf.PDF) -> Sequence[Any]:
    return [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
