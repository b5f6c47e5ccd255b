"""What each command does, as plain functions from bytes to bytes: without paths, terminals or printing.

The command line stands on them, and so does whatever else works with budgetxl. A function says what went wrong with
:class:`Refusal`. A module is loaded when one of its functions is asked for: to check a workbook, nobody needs the notice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..late_names import late_names
from .refusal import Refusal

if TYPE_CHECKING:
    from ..checks import ReportFormat
    from ..checks.reports.html_page import report_assets
    from ..notice import NoticeFormat
    from ..workbook.file_names import OF_SYSTEMS, TEMPORARY, safe_name, unique_name
    from ..workbook.repair import Change, ChangeKind
    from .check import (
        REPORT_FORMATS,
        AnnotatedCopy,
        Checked,
        annotated_copies,
        check_files,
        check_unit,
        report_entry,
        report_file,
    )
    from .export import Exported, export_data, facts_files, json_bytes
    from .fill import fill_data
    from .forms import FormCheck, ListedForm, check_form, create_form, list_forms, listed_form, sample_lists
    from .new import Doubt, doubts, names_in, new_parts, new_workbook
    from .render import (
        NOTICE_FOR_PDF,
        NOTICE_FORMATS,
        filled_template,
        for_site,
        has_unpaged_contents,
        is_own_notice,
        looking_like,
        notice_format,
        notice_of,
        paper_said,
        render_notice,
        tables_of,
        template_said,
        traced,
        untraced,
        untraced_said,
    )
    from .repair import Repaired, change_heading, repair_workbook
    from .rules import CataloguedRule, RuleCatalogue, rule_catalogue
    from .show import form_files, form_schema, form_text
    from .sources import (
        FindForm,
        Progress,
        SourceFile,
        Submitted,
        Unreadable,
        one_submission,
        read_submissions,
        the_form,
    )

#: Where each name is at home.
_HOMES = {
    ".checks.reports.html_page": "report_assets",
    "check": "REPORT_FORMATS AnnotatedCopy Checked ReportFormat annotated_copies check_files check_unit report_entry report_file",
    "export": "Exported export_data facts_files json_bytes",
    ".workbook.file_names": "OF_SYSTEMS TEMPORARY safe_name unique_name",
    "fill": "fill_data",
    "forms": "FormCheck ListedForm check_form create_form list_forms listed_form sample_lists",
    "new": "Doubt doubts names_in new_parts new_workbook",
    ".notice": "NoticeFormat",
    "render": (
        "NOTICE_FORMATS NOTICE_FOR_PDF filled_template for_site has_unpaged_contents is_own_notice looking_like notice_format notice_of"
        " paper_said render_notice tables_of template_said traced untraced untraced_said"
    ),
    "repair": "Change ChangeKind Repaired change_heading repair_workbook",
    "rules": "CataloguedRule RuleCatalogue rule_catalogue",
    "show": "form_files form_schema form_text",
    "sources": "FindForm Progress SourceFile Submitted Unreadable one_submission read_submissions the_form",
}

__all__ = [
    "NOTICE_FORMATS",
    "NOTICE_FOR_PDF",
    "OF_SYSTEMS",
    "REPORT_FORMATS",
    "TEMPORARY",
    "AnnotatedCopy",
    "CataloguedRule",
    "Change",
    "ChangeKind",
    "Checked",
    "Doubt",
    "Exported",
    "FindForm",
    "FormCheck",
    "ListedForm",
    "NoticeFormat",
    "Progress",
    "Refusal",
    "Repaired",
    "ReportFormat",
    "RuleCatalogue",
    "SourceFile",
    "Submitted",
    "Unreadable",
    "annotated_copies",
    "change_heading",
    "check_files",
    "check_form",
    "check_unit",
    "create_form",
    "doubts",
    "export_data",
    "facts_files",
    "fill_data",
    "filled_template",
    "for_site",
    "form_files",
    "form_schema",
    "form_text",
    "has_unpaged_contents",
    "is_own_notice",
    "json_bytes",
    "list_forms",
    "listed_form",
    "looking_like",
    "names_in",
    "new_parts",
    "new_workbook",
    "notice_format",
    "notice_of",
    "one_submission",
    "paper_said",
    "read_submissions",
    "render_notice",
    "repair_workbook",
    "report_assets",
    "report_entry",
    "report_file",
    "rule_catalogue",
    "safe_name",
    "sample_lists",
    "tables_of",
    "template_said",
    "the_form",
    "traced",
    "unique_name",
    "untraced",
    "untraced_said",
]


__getattr__ = late_names(__name__, _HOMES)
