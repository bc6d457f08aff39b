"""Signatures: what is signed verifies, what is changed is seen, and what cannot sign says why."""

import io
import random
import re
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps import TimestampRequestError
from pytest_django import Settings

from replies import embedded
from replies.errors import SigningFailed
from replies.rendering import render
from replies.rendering.report import SealBox
from replies.signing import validity
from replies.signing.isolated import look_into
from replies.signing.signer import sign
from replies.signing.validity import Signature, State, check
from tests.replies.rendering.samples import letter
from tests.replies.signatures import files, signing_directory, time_stamper


@pytest.fixture
def directory(settings: Settings, tmp_path: Path) -> Path:
    return signing_directory(settings, tmp_path)


@pytest.fixture
def roots(directory: Path) -> Path:
    return directory / "roots"


@pytest.fixture(scope="module")
def printed() -> bytes:
    given = letter()
    return render(given, embedded=embedded.dump(given)).pdf


@pytest.fixture
def signed(directory: Path, printed: bytes) -> bytes:
    return sign(printed, files(directory)).pdf


def states(pdf: bytes, roots: Path) -> list[State]:
    return [signature.state for signature in check(pdf, roots)]


# What is signed.


def test_a_signed_file_verifies(printed: bytes, directory: Path, roots: Path) -> None:
    made = sign(printed, files(directory))
    (found,) = check(made.pdf, roots)
    assert found.state == State.VALID
    assert found.good
    assert found.signer == made.subject == "云澜市教育局 TEST 测试专用 不具法律效力"
    assert found.issuer == "TEST 测试专用 不具法律效力 CA"
    assert (found.fingerprint, found.timestamped) == (made.fingerprint, False)
    assert made.as_dict().keys() == {"subject", "fingerprint", "signed_at"}


def test_a_signature_is_added_to_the_page_and_changes_none_of_it(printed: bytes, signed: bytes) -> None:
    assert signed.startswith(printed)
    assert embedded.load(signed).letter == letter()


@pytest.mark.parametrize("seal", [None, SealBox(1, 105.83, 219.73, 42, 42)])
def test_a_signed_page_is_a_certified_one_and_still_as_pdf_a_asks(
    printed: bytes, directory: Path, roots: Path, seal: SealBox | None
) -> None:
    made = sign(printed, files(directory), seal).pdf
    assert states(made, roots) == [State.VALID]
    with pikepdf.open(io.BytesIO(made)) as pdf, pikepdf.open(io.BytesIO(printed)) as before:
        assert pdf.open_metadata().pdfa_status == before.open_metadata().pdfa_status == "3A"
        form = pdf.Root.AcroForm
        assert int(form.SigFlags) == 3
        assert "/NeedAppearances" not in form
        (field,) = form.Fields
        assert [str(field.FT), str(field.Subtype), int(field.F)] == ["/Sig", "/Widget", 4 | 128]  # printed, locked
        assert [float(edge) for edge in field.Rect] == ([300, 100, 419, 219] if seal else [0, 0, 0, 0])
        if seal:  # an extent asks for an appearance (ISO 19005-3, 6.3.3); ours shows nothing, for the seal is on the page
            assert field.AP.N.read_bytes().strip() in (b"", b"q Q")
        value = field.V
        assert value.SubFilter == "/ETSI.CAdES.detached"
        (reference,) = value.Reference
        assert [str(reference.TransformMethod), int(reference.TransformParams.P)] == ["/DocMDP", 1]
        assert pdf.Root.Perms.DocMDP.objgen == value.objgen
        assert pdf.Root.keys() >= {"/StructTreeRoot", "/MarkInfo", "/Lang", "/Metadata", "/OutputIntents"} & before.Root.keys()


# What is changed.


def byte_range(pdf: bytes) -> tuple[int, int]:
    """(first byte of the gap that the signature lies in, first byte after it)"""
    found = re.search(rb"/ByteRange ?\[ ?0 (\d+) (\d+) ", pdf)
    assert found
    return int(found[1]), int(found[2])


def changed(pdf: bytes, place: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def parts(printed: bytes, signed: bytes) -> dict[str, range]:
    gap, after = byte_range(signed)
    end = gap + len(signed[gap : after - 1].rstrip(b"0"))
    return {
        "the page": range(len(printed)),
        "its table of objects": range(printed.rindex(b"startxref") - 200, len(printed)),
        "the signature's own objects": range(len(printed), gap),
        "the certificate": range(gap + 100, gap + 1200),
        "the value of the signature": range(end - 120, end),
        "the padding": range(after - 200, after - 1),
        "the end": range(after, len(signed)),
    }


def test_one_changed_byte_is_seen_wherever_it_is(printed: bytes, signed: bytes, roots: Path) -> None:
    """No change leaves a good signature. What wraps the certificate (numbers of versions, names of digests) no signature covers;
    the public page compares digests, and sees that too (test_verification.py)."""
    rng = random.Random(3)
    for name, places in parts(printed, signed).items():
        for place in rng.sample(places, min(60, len(places))):
            found = check(changed(signed, place), roots)
            assert not any(signature.good for signature in found), f"{name}: {place}"


def test_one_changed_byte_of_the_file_inside_is_seen(printed: bytes, signed: bytes, roots: Path) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        raw = pdf.attachments[embedded.NAME].get_file().obj.read_raw_bytes()
    start = signed.index(raw)
    for place in range(start, start + len(raw), len(raw) // 10):
        assert not any(signature.good for signature in check(changed(signed, place), roots))


def test_bytes_after_the_end_are_seen(signed: bytes, roots: Path) -> None:
    for more in (b"\n", b" ", b"%", signed):
        assert State.VALID not in states(signed + more, roots)


def test_an_update_that_is_appended_is_seen(signed: bytes, roots: Path) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/Lang"] = pdf_name("/en")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(signed)
    assert states(out.getvalue(), roots) == [State.CHANGED]


def test_the_digits_of_a_signature_are_compared_too(signed: bytes, roots: Path) -> None:
    """A letter in the other case is the same digit: the signature holds, the file is another."""
    gap, after = byte_range(signed)
    place = next(place for place in range(gap, after) if signed[place : place + 1].isalpha())
    other = signed[:place] + signed[place : place + 1].swapcase() + signed[place + 1 :]
    assert states(other, roots) == [State.CHANGED]


# Whose it is.


def test_a_certificate_that_nobody_vouches_for_is_told(signed: bytes, tmp_path: Path) -> None:
    assert states(signed, tmp_path / "nowhere") == [State.UNKNOWN_ISSUER]
    (tmp_path / "others").mkdir()
    files(tmp_path / "others")
    assert states(signed, tmp_path / "others" / "roots") == [State.UNKNOWN_ISSUER]


def test_a_root_of_the_same_name_vouches_for_nothing(signed: bytes, directory: Path, roots: Path) -> None:
    files(directory)  # makes the same names with other keys, over the first
    assert states(signed, roots) == [State.UNKNOWN_ISSUER]


class Later(datetime):
    """More than a year from now."""

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return super().now(tz) + timedelta(days=500)


def test_a_certificate_that_has_expired_since_is_told(signed: bytes, roots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validity, "datetime", Later)
    (found,) = check(signed, roots)
    assert (found.state, found.good) == (State.EXPIRED, False)


def test_a_time_stamp_outlives_the_certificate(
    printed: bytes, directory: Path, roots: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TSA_URL = "https://tsa.example/"
    certificate = files(directory)
    stamper = time_stamper(roots)
    monkeypatch.setattr("pyhanko.sign.timestamps.HTTPTimeStamper", lambda url, timeout: stamper)
    made = sign(printed, certificate).pdf
    monkeypatch.setattr(validity, "datetime", Later)
    (found,) = check(made, roots)
    assert (found.state, found.timestamped) == (State.VALID, True)
    (roots / "tsa.pem").unlink()
    (found,) = check(made, roots)
    assert (found.state, found.timestamped) == (State.EXPIRED, False)


def test_a_time_stamp_authority_that_is_away_stops_the_signature(
    printed: bytes, directory: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TSA_URL = "https://tsa.example/"

    async def away(*arguments: Any) -> None:
        raise TimestampRequestError("no route")

    monkeypatch.setattr("pyhanko.sign.timestamps.HTTPTimeStamper.async_request_tsa_response", away)
    with pytest.raises(SigningFailed, match="时间戳服务没有应答"):
        sign(printed, files(directory))


def test_files_without_a_signature_and_files_that_are_none(printed: bytes, roots: Path) -> None:
    assert check(printed, roots) == []
    for junk in (b"", b"Hello", b"%PDF-1.7\n", printed[:2000], bytes(1000)):
        assert states(junk, roots) == [State.DAMAGED]


# A stranger's file is read in a process of its own.


def test_the_process_of_its_own_finds_the_same(signed: bytes, roots: Path) -> None:
    assert look_into(signed, roots).signatures == tuple(check(signed, roots))


def test_a_file_that_breaks_the_reader_breaks_nothing_else(roots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look_into(b"junk", roots).signatures == (Signature(State.DAMAGED),)
    monkeypatch.setattr("replies.signing.isolated.__name__", "no.such.module")
    assert look_into(b"junk", roots).signatures == (Signature(State.DAMAGED),)


def unpacking_to(megabytes: int) -> bytes:
    """A file whose table of objects unpacks to so much."""
    packer, chunk = zlib.compressobj(9, zlib.DEFLATED, -15), bytes(1024**2)
    packed = [packer.compress(chunk) + packer.flush(zlib.Z_SYNC_FLUSH) for _ in range(2)]  # the second can be repeated
    stream = b"\x78\x9c" + packed[0] + packed[1] * (megabytes - 1) + b"\x03\x00"
    table = b"1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(stream)
    return b"%PDF-1.7\n" + table + stream + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def test_a_file_that_unpacks_to_gigabytes_is_given_up(roots: Path) -> None:
    file = unpacking_to(4096)
    assert len(file) < 10 * 1024**2
    assert look_into(file, roots).signatures == (Signature(State.DAMAGED),)
