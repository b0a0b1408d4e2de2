"""Files with policy documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0021_files_of_other_rooms"),
        ("regions", "0008_who_adopts_documents"),
    ]

    operations = [
        migrations.AddField(
            model_name="policydocument",
            name="files",
            field=models.ManyToManyField(
                blank=True,
                editable=False,
                related_name="documents",
                to="progress.evidencefile",
                verbose_name="bestanden",
            ),
        ),
    ]
