"""References of published decisions: what means the same is one."""

import pytest

from regions.references import found_in, key_of, usual_form


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("cvdr 677545", "CVDR677545"),
        ("CVDR677545_2", "CVDR677545"),
        ("GMB 2022, 41676", "gmb-2022-41676"),
        ("Gemeenteblad 2022 nr. 41676", "gmb-2022-41676"),
        ("Stcrt. 2021, nr 12345", "stcrt-2021-12345"),
        ("prb-2021-0012", "prb-2021-12"),
        ("Waterschapsblad 2022, 7", "wsb-2022-7"),
        ("bgr 2022 123", "bgr-2022-123"),
        ("Trb. 2022, 12", "trb-2022-12"),
        ("Z/21/9", "Z/21/9"),
        ("CVDR677545 en meer", "CVDR677545 en meer"),
    ],
)
def test_the_usual_form(written: str, usual: str) -> None:
    assert usual_form(written) == usual
    assert key_of(written) == key_of(usual)


def test_found_in_a_text_each_once_and_in_order() -> None:
    text = (
        "Zie https://zoek.officielebekendmakingen.nl/gmb-2022-41676.html (ook CVDR677545, "
        "https://lokaleregelgeving.overheid.nl/CVDR677545/1) en Gemeenteblad 2022, 41676."
    )
    assert found_in(text) == ["gmb-2022-41676", "CVDR677545"]
    assert found_in("verslag 2022-41676, cvdr 12") == []
