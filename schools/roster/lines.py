"""A table's bytes as rows of cells: UTF-8, commas, lines of a bounded length."""

import csv
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from schools.roster.report import Report

MAX_LINE = 64 * 1024
MAX_ROWS = 1_000_000
_BOM = b"\xef\xbb\xbf"


def cells_of(stream: IO[bytes], file: str, report: Report) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row that is not empty. Raises Unreadable."""
    reader = csv.reader(_lines(stream, file, report), strict=True)
    try:
        for cells in reader:
            if reader.line_num > MAX_ROWS:
                raise report.stop("too_many_rows", file)
            if any(cells):
                yield reader.line_num, _unbroken(cells, file, reader.line_num, report)
    except csv.Error as error:
        raise report.stop("quotes", file, reader.line_num) from error


def _lines(stream: IO[bytes], file: str, report: Report) -> Iterator[str]:
    number = 0
    while line := _next_line(stream, file, report):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) > MAX_LINE:
            raise report.stop("line_too_long", file, number)
        if b"\0" in line:
            raise report.stop("not_text" if line.isascii() else "encoding", file, number)
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise report.stop("encoding", file, number) from error


def _next_line(stream: IO[bytes], file: str, report: Report) -> bytes:
    try:
        return stream.readline(MAX_LINE + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise report.stop("not_a_zip", file) from error


def _unbroken(cells: list[str], file: str, row: int, report: Report) -> list[str]:
    if not any("\n" in cell or "\r" in cell for cell in cells):
        return [cell.strip() for cell in cells]
    report.warn("line_break", file, row)
    return [" ".join(cell.split()) for cell in cells]
