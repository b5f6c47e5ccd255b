"""The columns of a roster: what heads them, whether they must be there, and what is to be filled in."""

from __future__ import annotations

from budgetxl.values.records import dataclass

KINDS = ("部门", "单位")
"""What 类型 may say: a department with its units, or one unit."""
NEITHER = "#"
"""A row that begins with this sign is a remark."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that means something: the field of a Unit, its heading, other headings by which it is known, an example for two units."""

    field: str
    heading: str
    aliases: tuple[str, ...] = ()
    examples: tuple[str, str] = ("", "")
    width: float = 14

    @property
    def required(self) -> bool:
        return self.field in ("code", "name")


COLUMNS = (
    Column("code", "单位编码", ("编码", "单位代码", "部门编码", "预算单位编码"), ("301", "301001")),
    Column("name", "单位名称", ("名称", "单位", "单位全称", "部门名称", "预算单位", "预算单位名称"), ("示例区教育局", "示例区第一中学"), 36),
    Column("kind", "类型", ("公开主体", "单位类型"), ("部门", "单位"), 10),
    Column("parent", "上级编码", ("上级单位编码", "主管部门编码", "部门编码（上级）"), ("", "301")),
    Column("contact", "联系人", ("财务联系人", "填报人"), ("王会计", "李会计")),
    Column("phone", "联系电话", ("电话", "手机", "联系方式"), ("0316-0000000", "13000000000"), 18),
    Column("form", "表样", ("表样编号",), ("", ""), 20),
    Column("deadline", "报送截止", ("截止日期", "报送截止日期", "截止时间"), ("2026-12-15", "2026-12-15")),
)
