"""Large JSON, item by item: each form gives what stands in it; what is wrong has its place."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nalportal.exchange import json_stream
from nalportal.exchange.faults import FaultyFile
from nalportal.exchange.json_stream import items

SMALL = settings(max_examples=40, suppress_health_check=list(HealthCheck))
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    PLAIN | st.text(),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=3), some),
    max_leaves=6,
)


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(content: str | bytes, limit: int = 10**6) -> list[Any]:
        path = tmp_path / "fictief.json"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(items(path, "data", limit))

    return read


@SMALL
@given(
    st.lists(VALUES, max_size=6),
    st.sampled_from([None, 0, 3]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 9),
)
def test_each_form_gives_what_stands_in_it(
    read: Any, listed: list[Any], indent: int | None, is_bare: bool, is_packed: bool, chunk: int
) -> None:
    content = listed if is_bare else {"status_code": 1000, "data": listed, "moment": "[{"}
    text = json.dumps(content, indent=indent, ensure_ascii=bool(indent)).encode()
    with pytest.MonkeyPatch.context() as patched:
        # Then each item is cut off many times.
        patched.setattr(json_stream, "CHUNK", chunk)
        assert read(gzip.compress(text) if is_packed else text) == listed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[{"a": 1}, {"b": {"c": 1, "d": 2, "c": 1}}]',
         "“c” kan hier niet. Wel kan: elke naam één keer in een object (onderdeel 2"),
        ('{"data": [1], "data": [2]}', "“data” kan hier niet. Wel kan: elke naam één keer"),
        ('[1, 2, {"a": ', "hier breekt het af, of staat iets anders (onderdeel 3 van de lijst)"),
        ("[1, 2", "een heel JSON-bestand"),
        ("[1, 2,]", "een heel JSON-bestand"),
        ("[1, 2] 3", "een heel JSON-bestand"),
        ('{"data": [1],}', "een heel JSON-bestand"),
        ('{"data": [1]', "een heel JSON-bestand"),
        ('{5: 1}', "een heel JSON-bestand"),
        ("[NaN]", "een heel JSON-bestand"),
        ("<html>", "een heel JSON-bestand"),
        ("", "een heel JSON-bestand"),
        (b'["\xe9"]', "JSON in UTF-8"),
        ("[" * 100_000, "JSON dat niet zo diep genest is"),
        ('[{"a":' * 100_000, "JSON dat niet zo diep genest is"),
        ('{"a": 1, "data": ' + "[" * 100_000, "JSON dat niet zo diep genest is (onderdeel 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(read: Any, content: str | bytes, said: str) -> None:
    with pytest.raises(FaultyFile) as faulty:
        read(content)
    assert said in str(faulty.value)


@pytest.mark.parametrize("content", ["5", "{}", "[]", '{"anders": [1]}', '{"data": {"a": 1}}'])
def test_a_file_without_the_list_gives_nothing(read: Any, content: str) -> None:
    assert read(content) == []


def test_a_name_in_two_objects_is_no_fault(read: Any) -> None:
    assert read('[{"a": {"a": 1}}, {"a": 2}]') == [{"a": {"a": 1}}, {"a": 2}]


@pytest.mark.parametrize("chunk", range(1, 8))
def test_a_number_is_read_whole_wherever_it_is_cut(
    read: Any, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    assert read("[1.5e-7,-20,1E+2, 0.25 ]") == [1.5e-7, -20, 100.0, 0.25]


def test_what_is_larger_than_anybody_means(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FaultyFile, match="uitgepakt ten hoogste 1 MB"):
        read("[" + "1," * 2**20 + "1]", limit=2**20)
    monkeypatch.setattr(json_stream, "CHUNK", 100)
    monkeypatch.setattr(json_stream, "LONGEST", 1000)
    with pytest.raises(FaultyFile, match="onderdelen van ten hoogste"):
        read('[1, "' + "a" * 5000 + '"]')
    with pytest.raises(FaultyFile, match=r"hier breekt het af.*\(onderdeel 2 van"):
        read('[1, {"a" 1}' + ", 2" * 5000 + "]")
    with pytest.raises(FaultyFile, match="een heel JSON-bestand"):
        read(json.dumps({str(at): at for at in range(200)}))
