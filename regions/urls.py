"""The pages of municipalities and their policy, for who is signed in."""

from django.urls import path, register_converter

from .views import overview


class CodeConverter:
    """A CBS code such as GM0014; anything else is no address."""

    regex = r"GM\d{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "gemeente")

urlpatterns = [
    path("", overview.municipalities, name="policy"),
    path("gemeenten.csv", overview.export, {"extension": "csv"}, name="policy-csv"),
    path("gemeenten.xlsx", overview.export, {"extension": "xlsx"}, name="policy-xlsx"),
    path("kaart/", overview.country, name="policy-map"),
    path("<gemeente:code>/", overview.municipality, name="policy-municipality"),
]
