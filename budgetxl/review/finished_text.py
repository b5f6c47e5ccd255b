"""The finished text of a notice as a reader sees it: made of the submission, and looked at once more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ..checks.texts import sign_alone
from ..forms import NOTICE_FILE
from ..notice import BlankError, Document, NoticeError, render
from ..notice.messages import NOT_FILLED
from ..values import Address, Finding, told
from ..values.faults import said_of
from ..values.names import some
from ..workbook import Submission
from .glossary import glossary_findings
from .headings import empty_headings
from .lint import Slip, numbered_twice, slips_in
from .messages import say
from .pieces import Piece, cells_at, cells_of, pieces_of, typed_lines

MOST_SAID = 12  # findings of one sort of slip; a template that repeats one has hundreds
AROUND = 8
MOST_CELLS = 3


def finished_text(submission: Submission, known: Collection[Finding], traced: bool = False) -> tuple[Document | None, list[Finding]]:
    """The notice of a submission as it is (None where there is none to look at), and what is to be said of it.

    ``known`` are the findings that the workbook has already. Without an error among them the notice has to come out; with one
    it is looked at as a draft. ``traced``: with its figures.
    """
    if submission.absent or not any((folder / NOTICE_FILE).is_file() for folder in submission.form.folders):
        return None, []  # a part of a workbook has no notice, and a form without wording neither
    document, findings = _made(submission, not any(one.severity == "error" for one in known), traced)
    if document is None:
        return None, findings
    try:
        findings += _slips(submission, document, known)
        findings += empty_headings(document, submission.form.options.numbering)
        findings += glossary_findings(submission, document)
    except MemoryError:
        raise
    except Exception as error:
        findings.append(Finding("META-22", "warning", say("unread", problem=said_of(error)), hint=say("unmade-form-hint")))
    return document, findings


def _made(submission: Submission, strictly: bool, traced: bool) -> tuple[Document | None, list[Finding]]:
    """The notice, or the draft of it and why there is no other."""
    findings = []
    if strictly:
        try:
            return render(submission, traced=traced), []
        except NoticeError as error:
            findings = [_unmade(error, submission)]
        except MemoryError:
            raise
        except Exception as error:
            return None, [Finding("META-22", "error", say("unmade", problem=said_of(error)), hint=say("unmade-form-hint"))]
    try:
        draft = render(submission, True, traced)
        if findings:  # all that stops it at once, so that nobody mends one to hear of the next
            for cell, text in draft.lacking:
                if (more := _lacking(submission, cell, text)) is not None and more not in findings:
                    findings.append(more)
        return draft, findings
    except MemoryError:
        raise
    except Exception as error:
        return None, findings or [Finding("META-22", "warning", say("unread", problem=said_of(error)), hint=say("unmade-form-hint"))]


def _unmade(error: NoticeError, submission: Submission) -> Finding:
    """Why a notice can't be made: a cell that is to be filled in, or that says nothing but words of its sentence; else the form's fault."""
    found = _lacking(submission, error.cell, error.text) if isinstance(error, BlankError) else None
    return found or Finding("META-22", "error", say("unmade", problem=error), hint=say("unmade-form-hint"))


def _lacking(submission: Submission, cell: Address | None, text: str) -> Finding | None:
    """What is said of a blank that the wording needs: of its ``cell``, or of the cells in which the ``text`` stands that says nothing."""
    if cell is not None:
        typed = next((each.entry.value for each in submission.cells if each.entry.at == cell), None)
        if isinstance(typed, str):  # 无, 与上年持平: that is not what a sentence can say here
            return Finding("META-15", "error", say("unmade-nothing", text=typed), (cell,), hint=say("unmade-nothing-hint", cell=cell))
        return Finding("META-15", "error", say("unmade-blank"), (cell,), hint=say("unmade-hint", cell=cell))
    if cells := cells_of(submission, text):
        named = some([str(at) for at in cells], MOST_CELLS)
        return Finding("META-15", "error", say("unmade-frame"), cells, hint=say("unmade-frame-hint", cells=named))
    return None


def _slips(submission: Submission, document: Document, known: Collection[Finding]) -> Iterator[Finding]:
    """A finding for each slip of the text that no cell has by itself; what one cell makes in many places is told once."""
    typed, said = typed_lines(submission), {(one.rule, at) for _, one, _ in told(known) for at in one.cells}
    pieces = [piece for piece in pieces_of(document) if piece.text.strip() not in typed]
    taken = {one.cell: one.read_as for one in document.corrections}
    counts: dict[str, int] = {}
    before: set[object] = set()
    for slip, piece, start in _slips_of(pieces):
        counts[slip.code] = counts.get(slip.code, 0) + 1
        if counts[slip.code] <= MOST_SAID and (found := _finding(submission, taken, slip, piece, start, said)) is not None:
            once = (slip.code, found.cells, slip.sign or found.actual)
            if not found.cells or once not in before:
                before.add(once)
                yield found


def _slips_of(pieces: list[Piece]) -> Iterator[tuple[Slip, Piece, int]]:
    """The slips of a text but for the marks of a draft, with the piece that each stands in, and where it begins there."""
    text = "\n".join(piece.text.replace("\n", " ") for piece in pieces)
    for slip in slips_in(text):
        if NOT_FILLED not in text[slip.start : slip.end]:
            piece, start = _piece_at(pieces, slip.start)
            yield slip, piece, slip.start - start
    for piece in pieces:
        if end := numbered_twice(piece.text):
            yield Slip("TEXT-05", "warning", "numbers", 0, end), piece, 0


def _piece_at(pieces: list[Piece], position: int) -> tuple[Piece, int]:
    """The piece that a position of the joined text is in, and where it begins there."""
    start = 0
    for piece in pieces:
        if position <= start + len(piece.text):
            return piece, start
        start += len(piece.text) + 1
    return pieces[-1], start


def _finding(
    submission: Submission, taken: Mapping[Address, str], slip: Slip, piece: Piece, start: int, said: Collection[object]
) -> Finding | None:
    """What is said of a slip; nothing where it stands in one cell of which the same was said."""
    end = start + slip.end - slip.start
    cells, whole = cells_at(submission.cells, taken, piece.text, start, end)
    if slip.code == "pairs":  # of a line, which has many cells
        cells = [cell for cell in cells if sign_alone(str(cell.entry.value))] or cells
    at = tuple(cell.entry.at for cell in cells[:MOST_CELLS] if cell.entry.at is not None)
    if (whole or slip.code == "pairs") and (any((slip.rule, one) in said for one in at) or piece.text.startswith("等等", start)):
        return None  # told of the cell; or 等等 as somebody writes it in a list of his own
    around = piece.text[max(0, start - AROUND) : end + AROUND] if slip.code != "pairs" else piece.text
    message = say(slip.code, where=piece.where, text=around, **({"sign": slip.sign} if slip.sign else {}))
    return Finding(slip.rule, slip.severity, message, at, "", piece.text[start:end], _hint(slip, at, whole))


def _hint(slip: Slip, cells: tuple[Address, ...], whole: bool) -> str:
    if slip.code in ("with", "nought", "directions"):
        return say(f"{slip.code}-hint")
    if not cells:
        return say("form-hint")
    named = some([str(at) for at in cells], MOST_CELLS)
    match slip.code:
        case "empty" | "half" | "pairs" | "numbers" | "parted" | "number" | "space" | "unitless" | "open":
            return say(f"{slip.code}-hint", cells=named)
        case _:
            return say("own-hint" if whole else "cell-hint", cells=named)
