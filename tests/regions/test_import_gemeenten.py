"""The register of municipalities from files in the two forms of CBS: shown first, then applied."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions.imports.cbs import CbsRow, read_division
from regions.models import (
    Municipality,
    MunicipalityAlias,
    Province,
    Region,
    RegionMembership,
    Reorganisation,
)
from tests import factories

pytestmark = pytest.mark.django_db

ON = date(2023, 1, 1)
PATHS = (
    "Regio's",
    "Codes en namen van gemeenten/Code (code)",
    "Codes en namen van gemeenten/Naam (naam)",
    "Lokaliseringen van gemeenten/GGD-regio's/Code (code)",
    "Lokaliseringen van gemeenten/GGD-regio's/Naam (naam)",
    "Lokaliseringen van gemeenten/Provincies/Code (code)",
    "Lokaliseringen van gemeenten/Provincies/Naam (naam)",
)


@pytest.fixture
def region() -> Region:
    return factories.region(unit=factories.unit(short_name="Zuidwest"))


@pytest.fixture(autouse=True)
def register(region: Region) -> None:
    """Three that become one in the division of 2023, and one that stays."""
    for code, name in (("GM9001", "Brielfictief"), ("GM9002", "Westfictief"), ("GM9003", "Blijft")):
        factories.municipality(code=code, name=name, region=region, province=Province.ZUID_HOLLAND)


def quoted(rows: list[tuple[str, ...]]) -> bytes:
    """As CBS writes it: a mark in front, semicolons, everything quoted, Windows line ends."""
    lines = [";".join(f'"{cell}"' for cell in row) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def statline(path: Path, *rows: tuple[str, str, str]) -> str:
    """The export of StatLine: titles are paths, codes padded to 10 and names to 50."""
    health = (f"{'GG0000':<10}", f"{'GGD':<50}")
    padded = [
        (name, f"{code:<10}", f"{name:<50}", *health, "PV28      ", f"{province:<50}")
        for code, name, province in rows
    ]
    file = path / "gebieden.csv"
    file.write_bytes(quoted([PATHS, *padded]))
    return str(file)


def raw(path: Path, *codes: str) -> str:
    """The download "onbewerkt": codes of all kinds of areas, and no names."""
    rows = [(str(n), f"{code:<6}", "    67.1") for n, code in enumerate(("NL01", "CG01", *codes))]
    file = path / "onbewerkt.csv"
    file.write_bytes(quoted([("ID", "RegioS", "Waarde_1"), *rows]))
    return str(file)


def arrows(path: Path) -> str:
    file = path / "herindelingen.csv"
    lines = ["van,naar,op,soort"]
    lines += [f"{old},GM9100,2023-01-01,fusie" for old in ("GM9001", "GM9002")]
    file.write_text("\n".join([*lines, "GM0001,GM0002,2022-01-01,fusie"]))
    return str(file)


MERGED = (("GM9003", "Blijft", "Zuid-Holland"), ("GM9100", "Fictief aan Zee", "Zuid-Holland"))


def run(*arguments: str, on: str = "1-1-2023") -> str:
    out = io.StringIO()
    call_command("import_gemeenten", *arguments, "--op", on, stdout=out)
    return out.getvalue()


def test_what_would_change_is_shown_and_not_done(tmp_path: Path) -> None:
    shown = run(statline(tmp_path, *MERGED), "--herindelingen", arrows(tmp_path))
    assert "nieuw per 1-1-2023: Fictief aan Zee (GM9100), Zuid-Holland, NAL-regio Zuidwest" in shown
    assert "bestaat niet meer vanaf 1-1-2023: Brielfictief (GM9001)" in shown
    assert "Er is niets gewijzigd." in shown
    assert Municipality.objects.count() == 3


def test_applied_it_ends_adds_and_places_in_the_region_of_the_predecessors(
    tmp_path: Path, region: Region
) -> None:
    file = statline(tmp_path, *MERGED)
    told = run(file, "--herindelingen", arrows(tmp_path), "--apply")
    assert "Gewijzigd." in told
    assert "Er zijn nog geen grenzen van: lees ze in met import_grenzen." in told
    assert {row.code for row in Municipality.objects.on(ON)} == {"GM9003", "GM9100"}
    assert Municipality.objects.on(date(2022, 12, 31)).count() == 3
    members = RegionMembership.objects.on(ON).values_list("municipality__code", "region")
    assert set(members) == {("GM9003", region.pk), ("GM9100", region.pk)}
    assert Reorganisation.objects.filter(on=ON, new__code="GM9100").count() == 2
    reason = Municipality.objects.get(code="GM9001").history.latest().history_change_reason
    assert reason == "import van gebieden.csv"
    # Once more, now without the other file: everything is known.
    assert "alles staat al zo in het register" in run(file, "--apply")


def test_without_names_it_says_the_same_of_what_is_there(tmp_path: Path) -> None:
    assert "alles staat al zo" in run(raw(tmp_path, "GM9001", "GM9002", "GM9003"))
    with pytest.raises(CommandError, match="GM9100 is nieuw, en dit bestand heeft geen namen"):
        run(raw(tmp_path, "GM9003", "GM9100"), "--herindelingen", arrows(tmp_path))


def test_what_the_file_cannot_tell_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        run(statline(tmp_path, *MERGED), "--apply")
    text = str(refusal.value)
    assert "GM9100 Fictief aan Zee is nieuw. Geef op uit welke" in text
    assert "Brielfictief (GM9001) staat niet in het bestand. Is het bestand volledig?" in text
    assert Municipality.objects.count() == 3


def test_predecessors_of_two_regions_are_for_a_person_to_decide(tmp_path: Path) -> None:
    RegionMembership.objects.get(municipality__code="GM9002").delete()
    factories.membership(
        municipality=Municipality.objects.get(code="GM9002"), region=factories.region()
    )
    with pytest.raises(CommandError, match="meer dan één NAL-regio"):
        run(statline(tmp_path, *MERGED), "--herindelingen", arrows(tmp_path))


def test_without_a_date_it_is_set_beside_today_and_not_applied(tmp_path: Path) -> None:
    register = [(row.code, row.name, row.province) for row in Municipality.objects.all()]
    file, out = statline(tmp_path, *register), io.StringIO()
    call_command("import_gemeenten", file, stdout=out)
    assert "alles staat al zo in het register" in out.getvalue()
    with pytest.raises(CommandError, match="Noem met --date de eerste dag"):
        call_command("import_gemeenten", file, "--apply")


def test_a_date_that_does_not_fit_the_file(tmp_path: Path) -> None:
    file = statline(tmp_path, *MERGED)
    run(file, "--herindelingen", arrows(tmp_path), "--apply")
    with pytest.raises(CommandError, match=r"bestond niet op 31-12-2022. Klopt de datum\?"):
        run(file, on="31-12-2022")


def test_who_ends_while_a_later_step_is_recorded_is_refused(tmp_path: Path) -> None:
    factories.policy_step(municipality=Municipality.objects.get(code="GM9001"), on=date(2023, 3, 1))
    with pytest.raises(CommandError, match="heeft een status van daarna"):
        run(statline(tmp_path, *MERGED), "--herindelingen", arrows(tmp_path))


def test_a_new_name_is_asked_and_keeps_the_old_one_as_another_name(tmp_path: Path) -> None:
    rows = [("GM9001", "Brielfictief", "Zuid-Holland"), ("GM9002", "Westfictief", "Zuid-Holland")]
    file = statline(tmp_path, *rows, ("GM9003", "Blijft toch", "Zuid-Holland"))
    said = run(file, "--apply")
    assert "heet voortaan Blijft toch: Blijft (GM9003)" in said
    assert "Geef --hernoem GM9003 om een andere naam over te nemen" in said
    assert Municipality.objects.get(code="GM9003").name == "Blijft"
    run(file, "--apply", "--hernoem", "GM9003")
    assert Municipality.objects.get(code="GM9003").name == "Blijft toch"
    assert MunicipalityAlias.objects.get().name == "Blijft"
    # An edition of before has the old name, and is no reason to take it back.
    before = statline(tmp_path, *rows, ("GM9003", "Blijft", "Zuid-Holland"))
    assert "alles staat al zo in het register" in run(before, "--apply", "--hernoem", "GM9003")


@pytest.mark.parametrize("name", ["Blijft (ZH.)", "blijft", "Gemeente Blijft", "Blijft-fictief"])
def test_another_way_of_writing_is_no_rename(tmp_path: Path, name: str) -> None:
    factories.municipality_alias(
        name="Blijft fictief", municipality=Municipality.objects.get(code="GM9003")
    )
    rows = [("GM9001", "Brielfictief", "Zuid-Holland"), ("GM9002", "Westfictief", "Zuid-Holland")]
    file = statline(tmp_path, *rows, ("GM9003", name, "Zuid-Holland"))
    assert "alles staat al zo in het register" in run(file)


def test_friesland_is_fryslan(tmp_path: Path) -> None:
    factories.municipality(code="GM9004", name="Fries", province=Province.FRYSLAN)
    rows = [(row.code, row.name, row.province) for row in Municipality.objects.all()]
    file = statline(tmp_path, *((c, n, p.replace("Fryslân", "Friesland")) for c, n, p in rows))
    assert "alles staat al zo" in run(file)


def test_codes_are_found_by_their_cells_and_in_any_encoding(tmp_path: Path) -> None:
    codes = ("GM9001", "GM9002", "GM9003")
    file = tmp_path / "anders.csv"
    rows: list[tuple[str, ...]] = [("Volgnummer", "Gemeentecode (2023)")]
    rows += [(str(n), code) for n, code in enumerate(codes)]
    file.write_bytes(quoted(rows).decode("utf-8-sig").encode("utf-16"))
    assert "alles staat al zo in het register" in run(str(file))


def test_a_title_the_heads_once_more_and_the_source_are_no_municipality(tmp_path: Path) -> None:
    rows = [("GM9001", "Brielfictief", "Zuid-Holland"), ("GM9002", "Westfictief", "Zuid-Holland")]
    file = Path(statline(tmp_path, *rows, ("GM9003", "Blijft", "Zuid-Holland")))
    _heads, *others = file.read_bytes().splitlines(keepends=True)
    heads = quoted([PATHS])
    title, under = quoted([("Gebieden (fictief)",)]), quoted([("Bron: fictief",)])
    file.write_bytes(b"".join([title, heads, *others, heads, under]).replace(b"\xef\xbb\xbf", b""))
    assert "alles staat al zo" in run(str(file))


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([("GM90", "Kort", "Zuid-Holland")], "regel 2, kolom Codes en namen van gemeenten/Code"),
        ([("GM9003", "Blijft", "Holland")], "een van de twaalf provincies"),
        ([("GM9003", "", "Zuid-Holland")], "de naam van de gemeente"),
        ([*MERGED, ("GM9003", "Anders", "Zuid-Holland")], "regel 4"),
    ],
)
def test_what_cannot_be_placed_is_refused(
    tmp_path: Path, rows: list[tuple[str, str, str]], fault: str
) -> None:
    with pytest.raises(CommandError, match=fault):
        run(statline(tmp_path, *rows))


def test_a_file_without_a_column_of_codes(tmp_path: Path) -> None:
    file = tmp_path / "anders.csv"
    file.write_bytes(quoted([("ID", "Waarde"), ("1", "2")]))
    with pytest.raises(CommandError, match="één kolom met codes"):
        run(str(file))
    with pytest.raises(CommandError, match="het is er niet"):
        run(str(tmp_path / "weg.csv"))


def test_a_faulty_file_of_reorganisations(tmp_path: Path) -> None:
    file = tmp_path / "fout.csv"
    file.write_text("van,naar,op,soort\nGM9001,GM9100,2023-01-01,samen\n")
    with pytest.raises(CommandError, match="fusie, splitsing of toevoeging"):
        run(statline(tmp_path, *MERGED), "--herindelingen", str(file))


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.integers(1, 9999).map(lambda number: f"GM{number:04}"),
        st.text("abcdé' -().").map(lambda text: f"'s-{text}".strip()),
        min_size=1,
        max_size=9,
    )
)
def test_any_division_comes_back_in_either_form(
    tmp_path_factory: pytest.TempPathFactory, names: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("cbs")
    rows = [(code, name, "Friesland") for code, name in names.items()]
    with_names = read_division("gebieden.csv", Path(statline(folder, *rows)).read_bytes())
    assert with_names == {code: CbsRow(code, name, "Fryslân") for code, name in names.items()}
    codes = read_division("onbewerkt.csv", Path(raw(folder, *names)).read_bytes())
    assert codes == {code: CbsRow(code, "", "") for code in names}
