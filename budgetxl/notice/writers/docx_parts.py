"""The fixed parts of a Word file: settings and page layouts. Lengths are twips (1/20 pt), as WordprocessingML counts them."""

from __future__ import annotations

from typing import Final

from budgetxl.values.records import dataclass

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES: Final = f'xmlns:w="{W}" xmlns:r="{R}"'
#: Of headers and footers, as Word itself declares them: what Word 2010 adds may be ignored by an older one.
EXTENDED_NAMESPACES: Final = (
    f'{NAMESPACES} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing" mc:Ignorable="w14 wp14"'
)

@dataclass(frozen=True, slots=True)
class Page:
    """A page layout; ``text_width`` is what is left between the margins, ``grid`` the distance of lines on a grid, 0 without one."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    header: int
    footer: int
    grid: int = 579

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """What is left between the margins from top to bottom."""
        return self.height - self.top - self.bottom

    @property
    def lying(self) -> Page:
        """The same page turned to the left, so that its top is the upright one's right."""
        header, footer = min(self.header, 794), min(self.footer, 850)
        return Page(self.height, self.width, self.right, self.left, self.top, self.bottom, header, footer, self.grid)

    def section(self, references: str, *, cover: bool = False) -> str:
        """The section properties of this layout. A cover, its first page, has a header and footer of its own."""
        orient = ' w:orient="landscape"' if self.width > self.height else ""
        return (
            f'<w:sectPr>{references}<w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"{orient}/>'
            f'<w:pgMar w:top="{self.top}" w:right="{self.right}" w:bottom="{self.bottom}" w:left="{self.left}"'
            f' w:header="{self.header}" w:footer="{self.footer}" w:gutter="0"/>'
            f'{"<w:titlePg/>" if cover else ""}'
            + (f'<w:docGrid w:type="lines" w:linePitch="{self.grid}"/>' if self.grid else "")
            + "</w:sectPr>"
        )


@dataclass(frozen=True, slots=True)
class TableText:
    """How the texts of tables are set by their style: half-points, how high a line is in sizes, twips above and below a text.

    ``given``: the style says its size, so that no text has to.
    """

    size: int = 21
    high: float = 1.45
    apart: int = 0
    given: bool = True


OURS: Final = TableText()
# A4. Margins 37/35/28/26 mm (top, bottom, left, right): 22 lines of 28 characters.
PORTRAIT: Final = Page(11906, 16838, top=2098, bottom=1984, left=1587, right=1474, header=1134, footer=1247)


def settings(*, update_fields: bool) -> str:
    """The part ``word/settings.xml``. ``update_fields`` on opening makes Word ask the reader first."""
    uri = "http://schemas.microsoft.com/office/word"
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        + ('<w:updateFields w:val="true"/>' if update_fields else "")
        + f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )
