"""The fixed parts of a Word file: styles after GB/T 9704-2012, fonts with their fallbacks, settings, page layouts.

Lengths are twips (1/20 pt) and font sizes half-points, as WordprocessingML counts them.
"""

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

TITLE_FONT, HEI, KAI, FANG, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
LATIN = "Times New Roman"

# name → what stands in for it where it is missing, panose, family, pitch
_FONTS = {
    TITLE_FONT: ("宋体", "02010601030101010101", "auto", "variable"),
    HEI: ("SimHei", "02010609060101010101", "modern", "fixed"),
    KAI: ("楷体", "02010609030101010101", "modern", "fixed"),
    FANG: ("仿宋", "02010609030101010101", "modern", "fixed"),
    SONG: ("SimSun", "02010600030101010101", "auto", "variable"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page layout; ``text_width`` is what is left between the margins."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    header: int
    footer: int

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right

    def section(self, references: str, *, cover: bool = False) -> str:
        """The section properties of this layout. A cover, its first page, has a header and footer of its own."""
        orient = ' w:orient="landscape"' if self.width > self.height else ""
        return (
            f'<w:sectPr>{references}<w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"{orient}/>'
            f'<w:pgMar w:top="{self.top}" w:right="{self.right}" w:bottom="{self.bottom}" w:left="{self.left}"'
            f' w:header="{self.header}" w:footer="{self.footer}" w:gutter="0"/>'
            f'{"<w:titlePg/>" if cover else ""}<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
        )


# A4. Margins 37/35/28/26 mm (top, bottom, left, right): 22 lines of 28 characters. The landscape page is the same
# page turned to the left, so its top is the portrait's right.
PORTRAIT: Final = Page(11906, 16838, top=2098, bottom=1984, left=1587, right=1474, header=1134, footer=1247)
LANDSCAPE: Final = Page(16838, 11906, top=1474, bottom=1587, left=2098, right=1984, header=794, footer=850)


def _fonts(east_asian: str, latin: str = LATIN) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{LATIN}" w:eastAsia="{east_asian}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _style(
    style_id: str, name: str, paragraph: str = "", run: str = "", based_on: str = "Normal", follow: str = ""
) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based_on}"/>' if based_on else "")
        + (f'<w:next w:val="{follow}"/>' if follow else "")
        + f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def styles() -> str:
    """The part ``word/styles.xml``."""
    exact, single = '<w:spacing w:line="560" w:lineRule="exact"/>', '<w:spacing w:line="240" w:lineRule="auto"/>'
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    keep, off_grid = "<w:keepNext/>", '<w:snapToGrid w:val="0"/>'
    left, middle = '<w:jc w:val="left"/>', '<w:jc w:val="center"/>'
    dots = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{PORTRAIT.text_width}"/></w:tabs>'
    parts = [
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANG)}{_size(32)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        "</w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr>{exact}<w:jc w:val="both"/></w:pPr><w:rPr>{_fonts(FANG)}{_size(32)}</w:rPr></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>',
        # 28 characters a line by spacing (-0.25 pt): LibreOffice spreads the characters of a character grid.
        _style("BodyText", "Body Text", indent, '<w:spacing w:val="-5"/>'),
        _style(
            "Title",
            "Title",
            f'{keep}<w:spacing w:after="560" w:line="700" w:lineRule="exact"/>{middle}',
            _fonts(TITLE_FONT) + _size(44),
            follow="BodyText",
        ),
        *(
            _style(
                f"Heading{level}",
                f"heading {level}",
                f'{keep}<w:keepLines/>{indent}<w:outlineLvl w:val="{level - 1}"/>',
                _fonts(font),
                follow="BodyText",
            )
            for level, font in ((1, HEI), (2, KAI), (3, FANG), (4, FANG))
        ),
        _style("TOCHeading", "TOC Heading", f'{keep}<w:spacing w:after="280"/>{middle}', _fonts(HEI)),
        _style("TOC1", "toc 1", dots + left),
        _style("TOC2", "toc 2", f'{dots}<w:ind w:leftChars="200" w:left="640"/>{left}'),
        _style("Caption", "caption", f'{keep}<w:spacing w:before="120"/>{middle}', _fonts(HEI) + _size(28)),
        _style("TableAbove", "Table Above", keep + off_grid + single + left, _size(24)),
        _style("TableNote", "Table Note", off_grid + single, _size(24)),
        _style("TableText", "Table Text", off_grid + single + left, _fonts(SONG) + _size(21)),
        _style("TableHead", "Table Head", keep + middle, _fonts(HEI), based_on="TableText"),
        _style("TableEnd", "Table End", f'{off_grid}<w:spacing w:line="160" w:lineRule="exact"/>', _size(8)),
        _style(
            "Header",
            "header",
            off_grid + single + '<w:jc w:val="right"/>',
            _fonts(HEI) + '<w:color w:val="C00000"/>' + _size(28),
        ),
        _style("Footer", "footer", off_grid + single, _fonts(SONG, SONG) + _size(28)),
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{_borders()}</w:tblBorders></w:tblPr></w:style>",
    ]
    return f"<w:styles {NAMESPACES}>" + "".join(parts) + "</w:styles>"


def _borders() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)


def font_table() -> str:
    """The part ``word/fontTable.xml``: what stands in for a font that is missing."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{fallback}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
        for name, (fallback, panose, family, pitch) in _FONTS.items()
    )
    return f"<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


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
