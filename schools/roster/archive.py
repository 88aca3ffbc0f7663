"""Opening the zip: within limits, files at its root, one folder around them tolerated."""

import zipfile
from typing import IO

from schools.roster.report import Report

MAX_MEMBERS = 100
MAX_BYTES = 600 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 1024 * 1024


class Archive:
    """The CSV tables of a bundle by name, without ``.csv``."""

    def __init__(self, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self.members = members

    def open(self, table: str) -> IO[bytes]:
        """The bytes of a table."""
        return self._archive.open(self.members[table])

    def size(self, table: str) -> int:
        """Unpacked size in bytes."""
        return self.members[table].file_size


def open_archive(source: IO[bytes], report: Report) -> Archive:
    """Look into the zip without unpacking it. Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise report.stop("not_a_zip") from error
    infos = [info for info in archive.infolist() if _is_ours(info)]
    _check_limits(infos, report)
    folders = {info.filename.rpartition("/")[0] for info in infos}
    if folders - {""}:
        if len(folders) > 1 or "/" in next(iter(folders)):
            raise report.stop("missing_file", "manifest.csv")
        report.warn("nested", value=next(iter(folders)))
    return Archive(archive, {_table(info): info for info in infos if _is_table(info)})


def _is_ours(info: zipfile.ZipInfo) -> bool:
    hidden = info.filename.startswith("__MACOSX/") or "/." in f"/{info.filename}"
    return not (info.is_dir() or hidden)


def _is_table(info: zipfile.ZipInfo) -> bool:
    return info.filename.casefold().endswith(".csv")


def _table(info: zipfile.ZipInfo) -> str:
    return info.filename.rpartition("/")[2][: -len(".csv")]


def _check_limits(infos: list[zipfile.ZipInfo], report: Report) -> None:
    if len(infos) > MAX_MEMBERS:
        raise report.stop("too_many_members")
    if any(info.flag_bits & 1 for info in infos):
        raise report.stop("encrypted")
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise report.stop("too_large")
    for info in infos:
        if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise report.stop("too_large", info.filename)
