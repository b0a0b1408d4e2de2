"""Letters about remarks that were made outside a decision, which may be of no round."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0003_handovers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_of_a_round_or_an_account",
        ),
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("geopend", "Ronde geopend"),
                    ("termijn", "Termijn nadert"),
                    ("te-laat", "Te laat"),
                    ("te-laat-ministerie", "Onderdelen te laat"),
                    ("herinnering", "Herinnering van het ministerie"),
                    ("teruggestuurd", "Teruggestuurd"),
                    ("geaccepteerd", "Geaccepteerd"),
                    ("gepubliceerd", "Gepubliceerd"),
                    ("ingeleverd", "Ontvangstbewijs van een inlevering"),
                    ("te-beoordelen", "Inlevering te beoordelen"),
                    ("zonder-bijhouder", "Niemand houdt een onderdeel bij"),
                    ("opmerking", "Opmerking van het ministerie"),
                    ("vraag", "Vraag aan het ministerie"),
                    ("uitnodiging", "Uitnodiging voor een account"),
                    ("wachtwoord", "Nieuw wachtwoord"),
                ],
                max_length=20,
                verbose_name="soort",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "geopend",
                            "termijn",
                            "te-laat",
                            "te-laat-ministerie",
                            "herinnering",
                            "teruggestuurd",
                            "geaccepteerd",
                            "gepubliceerd",
                            "ingeleverd",
                            "te-beoordelen",
                            "zonder-bijhouder",
                            "opmerking",
                            "vraag",
                            "uitnodiging",
                            "wachtwoord",
                        ],
                    )
                ),
                name="letter_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("round__isnull", False),
                    ("kind__in", ("uitnodiging", "wachtwoord", "opmerking", "vraag")),
                    _connector="OR",
                ),
                name="letter_has_its_round",
            ),
        ),
    ]
